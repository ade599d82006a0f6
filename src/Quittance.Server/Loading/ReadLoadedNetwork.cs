using Quittance.Domain.Approvals;
using Quittance.Domain.Businesses;
using Quittance.Domain.Payments;
using Quittance.Server.Hosting;
using Quittance.Server.Storage;

namespace Quittance.Server.Loading;

/// <summary>Reads the businesses that loads have made in an organization.</summary>
internal static class ReadLoadedNetwork
{
    /// <summary>Those whose foreign ids begin so, by the number that follows.</summary>
    public static async Task<Dictionary<int, Guid>> NumbersAsync(TenantSession session, string prefix, CancellationToken cancel)
    {
        await using var command = session.Sql(
            """
            select substr(foreign_id, length($2) + 1)::int, id
            from businesses
            where organization_id = $1 and starts_with(foreign_id, $2) and substr(foreign_id, length($2) + 1) ~ '^[0-9]{6}$'
            """,
            prefix);
        await using var row = await command.ExecuteReaderAsync(cancel);
        var numbers = new Dictionary<int, Guid>();
        while (await row.ReadAsync(cancel))
        {
            numbers.Add(row.GetInt32(0), row.GetGuid(1));
        }

        return numbers;
    }

    /// <summary>With whom payers are connected, those they deal with most first.</summary>
    public static async Task<ILookup<Guid, (Guid Connection, Guid Vendor)>> ConnectionsAsync(TenantSession session, IEnumerable<Guid> payers, CancellationToken cancel)
    {
        await using var command = session.Sql(
            """
            select payer_id, id, payee_id
            from network_connections
            where organization_id = $1 and payer_id = any ($2) and status = 'active' and payee_organization_id = $1
            order by created_at, id
            """,
            payers.ToArray());
        await using var row = await command.ExecuteReaderAsync(cancel);
        var connections = new List<(Guid Payer, Guid Connection, Guid Vendor)>();
        while (await row.ReadAsync(cancel))
        {
            connections.Add((row.GetGuid(0), row.GetGuid(1), row.GetGuid(2)));
        }

        return connections.ToLookup(item => item.Payer, item => (item.Connection, item.Vendor));
    }

    /// <exception cref="OperatorException">A payer lacks something that its transactions would name.</exception>
    public static async Task<LoadedNetwork> RunAsync(TenantSession session, CancellationToken cancel)
    {
        var payers = await NumbersAsync(session, MakeLoadedNetwork.PayerPrefix, cancel);
        var vendors = await NumbersAsync(session, MakeLoadedNetwork.VendorPrefix, cancel);
        var connections = await ConnectionsAsync(session, payers.Values, cancel);
        var methods = await MethodsAsync(session, [.. payers.Values, .. vendors.Values], cancel);
        var people = await PeopleAsync(session, [.. payers.Values], cancel);
        var policies = await PoliciesAsync(session, [.. payers.Values], cancel);
        return new LoadedNetwork(
        [
            .. payers.OrderBy(payer => payer.Key).Select(payer => Payer(
                payer.Key, payer.Value, methods, people, [.. policies[payer.Value]],
                [
                    .. connections[payer.Value]
                        .Where(connection => methods.GetValueOrDefault(connection.Vendor)?.ContainsKey(PaymentMethodKind.BankAccount) == true)
                        .Select(connection => new LoadedVendor(connection.Vendor, connection.Connection, methods[connection.Vendor])),
                ])),
        ]);
    }

    private static LoadedPayer Payer(
        int number, Guid id, Dictionary<Guid, Dictionary<PaymentMethodKind, Guid>> methods, Dictionary<(Guid, string), Guid> people, IReadOnlyList<ApprovalPolicy> policies,
        IReadOnlyList<LoadedVendor> vendors) =>
        methods.TryGetValue(id, out var own) && own.ContainsKey(PaymentMethodKind.BankAccount) && vendors.Count > 0
        && people.TryGetValue((id, MakeLoadedNetwork.Clerk), out var clerk) && people.TryGetValue((id, MakeLoadedNetwork.Approver), out var approver)
        && people.TryGetValue((id, MakeLoadedNetwork.Controller), out var controller)
            ? new LoadedPayer(number, id, own, new LoadedPeople(clerk, approver, controller), policies, vendors)
            : throw new OperatorException($"Business {new BusinessId(id)} was made by a load and changed since: its bank account, people or vendors are gone. Load into another organization.");

    private static async Task<Dictionary<Guid, Dictionary<PaymentMethodKind, Guid>>> MethodsAsync(TenantSession session, Guid[] businesses, CancellationToken cancel)
    {
        await using var command = session.Sql(
            """
            select business_id, kind, id
            from payment_methods
            where organization_id = $1 and business_id = any ($2) and removed_at is null and not is_mirror and not is_frozen and is_confirmed
            order by created_at, id
            """,
            businesses);
        await using var row = await command.ExecuteReaderAsync(cancel);
        var methods = new Dictionary<Guid, Dictionary<PaymentMethodKind, Guid>>();
        while (await row.ReadAsync(cancel))
        {
            methods.TryAdd(row.GetGuid(0), []);
            methods[row.GetGuid(0)].TryAdd(Words.Read<PaymentMethodKind>(row.GetString(1)), row.GetGuid(2));
        }

        return methods;
    }

    private static async Task<Dictionary<(Guid Business, string Role), Guid>> PeopleAsync(TenantSession session, Guid[] businesses, CancellationToken cancel)
    {
        await using var command = session.Sql(
            """
            select business_id, foreign_id, id
            from business_users
            where organization_id = $1 and business_id = any ($2) and removed_at is null and foreign_id is not null
            """,
            businesses);
        await using var row = await command.ExecuteReaderAsync(cancel);
        var people = new Dictionary<(Guid, string), Guid>();
        while (await row.ReadAsync(cancel))
        {
            people.Add((row.GetGuid(0), row.GetString(1)), row.GetGuid(2));
        }

        return people;
    }

    private static async Task<ILookup<Guid, ApprovalPolicy>> PoliciesAsync(TenantSession session, Guid[] businesses, CancellationToken cancel)
    {
        var policies = await session.ApprovalPolicies.OfAsync(businesses, cancel);
        return policies.ToLookup(policy => policy.BusinessId.Value);
    }
}
