namespace Quittance.Server.Loading;

/// <summary>Makes what businesses and connections are missing for a load.</summary>
internal static class PrepareLoadedNetwork
{
    /// <param name="counts">How many transactions each payer gets, the first one's first.</param>
    /// <param name="at">When what is new was made.</param>
    public static async Task RunAsync(LoadSession session, LoadRequest request, IReadOnlyList<long> counts, DateTimeOffset at, CancellationToken cancel)
    {
        var tables = new NetworkTables(session.Session.Organization.Value);
        var made = DateTimeOffset.FromUnixTimeMilliseconds(at.ToUnixTimeMilliseconds());
        var make = new MakeLoadedNetwork(session.Session, tables, request.Seed, made);
        var schema = await make.SchemaAsync(cancel);
        var payers = await ReadLoadedNetwork.NumbersAsync(session.Session, MakeLoadedNetwork.PayerPrefix, cancel);
        var vendors = await ReadLoadedNetwork.NumbersAsync(session.Session, MakeLoadedNetwork.VendorPrefix, cancel);
        var connections = await ReadLoadedNetwork.ConnectionsAsync(session.Session, payers.Values, cancel);
        for (var number = 1; number <= request.Vendors; number++)
        {
            if (!vendors.ContainsKey(number))
            {
                vendors.Add(number, await make.VendorAsync(number, schema, cancel));
            }
        }

        for (var number = 1; number <= request.Payers; number++)
        {
            var payer = payers.TryGetValue(number, out var known) ? known : await make.PayerAsync(number, cancel);
            var dice = Dice.For(request.Seed, session.Session.Organization.Value, "connections", number);
            Connect(make, payer, connections[payer].Select(connection => connection.Vendor), request, counts[number - 1], vendors, dice);
        }

        await tables.SendAsync(session.Db, cancel);
    }

    private static void Connect(
        MakeLoadedNetwork make, Guid payer, IEnumerable<Guid> known, LoadRequest request, long count, Dictionary<int, Guid> vendors, Dice dice)
    {
        var connected = known.ToHashSet();
        var wanted = request.ConnectionsOf(count);
        while (connected.Count < wanted)
        {
            var at = 1 + dice.Skewed(request.Vendors);
            while (connected.Contains(vendors[at]))
            {
                at = (at % request.Vendors) + 1;
            }

            make.Connect(payer, vendors[at], connected.Count, dice);
            connected.Add(vendors[at]);
        }
    }
}
