using System.Text.Json;
using System.Text.RegularExpressions;
using Quittance.Counterparts;
using Quittance.Server.Api.Payments;
using Quittance.Tests.Contract;

namespace Quittance.Tests.Payments;

/// <summary>The published client's own functions against the real server: what it sends is taken, and what it is given is what its types say.</summary>
public sealed partial class DrivingThePublishedClient(TestServer server)
{
    private const string Folder = "mercoa";
    private const string NotInstalled = "The packages of tests/clients/mercoa are not installed; ./test does that.";

    [Fact]
    public async Task The_published_client_sets_up_approves_pays_and_finds()
    {
        Assert.SkipUnless(NodeClient.IsInstalled(Folder), NotInstalled);
        var tenant = await server.NewTenantAsync();

        var (calls, state) = await DriveAsync("drive.cjs", tenant);
        await tenant.RunJobsAsync(); // The payments start.
        var (found, links) = await DriveAsync("find.cjs", tenant, state.ToString());

        AssertEntities(calls);
        AssertUsers(calls);
        AssertOrganization(calls);
        AssertMethods(calls);
        AssertApproving(calls);
        AssertRefusals(calls);
        AssertTokens(calls);
        AssertSearching(found);
        Assert.Equal((200, "application/pdf"), (links.GetProperty("document").GetProperty("status").GetInt32(), links.GetProperty("document").GetProperty("type").GetString()));
    }

    [Fact]
    public async Task The_published_client_downloads_what_it_searches()
    {
        Assert.SkipUnless(NodeClient.IsInstalled(Folder), NotInstalled);
        Assert.SkipUnless(ApiOperation.All.Any(operation => operation.Path == "/transactions/download"), "Transactions cannot be downloaded yet.");
        var till = await Till.OpenAsync(server);
        var (source, destination) = (await till.BankAsync(till.Payer), await till.BankAsync(till.Vendor));
        foreach (var amount in new[] { 100m, 200m, 300m })
        {
            await till.ScheduledAsync(source, destination, amount: amount);
        }

        await till.Tenant.RunJobsAsync();

        var (calls, links) = await DriveAsync("download.cjs", till.Tenant);

        var ids = Ids(calls["transactions"]);
        Assert.Equal(3, ids.Count);
        Assert.Equal(ids, JsonDocument.Parse(TextOf(links, "JSON", "application/json")).RootElement.EnumerateArray().Select(IdOf));
        Assert.Equal(ids, RowsOf(TextOf(links, "CSV", "text/csv")));
        Assert.Equal(ids, RowsOf(TextOf(links, "default", "text/csv")));
        Assert.Equal([ids[1]], JsonDocument.Parse(TextOf(links, "filtered", "application/json")).RootElement.EnumerateArray().Select(IdOf));
    }

    [Fact]
    public async Task Every_operation_of_the_published_client_is_offered_or_said_not_to_be()
    {
        Assert.SkipUnless(NodeClient.IsInstalled(Folder), NotInstalled);
        var output = await NodeClient.RunAsync(Folder, "operations.cjs", [], TestContext.Current.CancellationToken);
        var theirs = JsonSerializer.Deserialize<HashSet<string>>(output)!;
        var offered = ApiOperation.All.Where(operation => operation.Document.Name == PaymentsApi.Document)
            .Select(operation => $"{operation.Method.ToUpperInvariant()} {Parameter().Replace(operation.Path, "{}")}").ToHashSet();
        var refused = NotOffered.Operations.Select(operation => $"{operation.Method} {operation.Path}").ToHashSet();

        Assert.Equal(191, theirs.Count);
        Assert.Empty(theirs.Except(offered).Except(refused).Order(StringComparer.Ordinal));
        Assert.Empty(refused.Except(theirs));
    }

    // Runs a script, holds every answer to our document and to the client's own types, and gives the calls by their names.
    private async Task<(Dictionary<string, Exchange> Calls, JsonElement State)> DriveAsync(string script, Tenant tenant, params string[] arguments)
    {
        var output = JsonDocument.Parse(await NodeClient.RunAsync(
            Folder, script, [server.Address.ToString().TrimEnd('/'), tenant.Token, .. arguments], TestContext.Current.CancellationToken)).RootElement;
        var calls = output.GetProperty("exchanges").EnumerateArray().Select(Exchange.Of).ToList();
        Assert.Empty(calls.SelectMany(call => call.Faults()));
        return (calls.ToDictionary(call => call.Name), output.GetProperty("state"));
    }

    private static void AssertEntities(Dictionary<string, Exchange> calls)
    {
        Assert.Equal("/entity/Payer%2F1", calls["entity by foreign id"].Url.AbsolutePath);
        Assert.Equal((IdOf(calls["make payer"].Answer), "east"), (IdOf(calls["entity by foreign id"].Answer), calls["entity by foreign id"].Text("metadata", "region")));
        Assert.Equal("Payer Ltd", calls["change entity"].Text("profile", "business", "legalBusinessName"));
        Assert.Equal((1, 1, 1), (calls["entities"].Count, calls["payees"].Count, calls["payors"].Count));
        Assert.Equal("85866843", calls["payees"].Answer.GetProperty("data")[0].GetProperty("accounts")[0].GetProperty("accountId").GetString());
        Assert.All(PaymentsSteps.Words("add payee", "hide payee", "accept terms", "verify entity"), name => Assert.Equal(204, calls[name].Status));
        Assert.Equal((2, true), (calls["entity events"].Answer.GetProperty("data").GetArrayLength(), calls["entity events"].Answer.GetProperty("hasMore").GetBoolean()));
        Assert.Equal("North West", calls["groups"].Answer.GetProperty("data")[0].GetProperty("name").GetString());
        Assert.Equal((2, 1), (calls["add to group"].Answer.GetProperty("entities").GetArrayLength(), calls["remove from group"].Answer.GetProperty("entities").GetArrayLength()));
    }

    private static void AssertUsers(Dictionary<string, Exchange> calls)
    {
        var user = IdOf(calls["make user"].Answer);
        Assert.Equal((user, user), (IdOf(calls["user by foreign id"].Answer), IdOf(calls["change user"].Answer)));
        Assert.Equal((1, false), (calls["users"].Count, calls["users"].Answer.GetProperty("hasMore").GetBoolean()));
        Assert.Equal((true, false), (calls["first user"].Answer.GetProperty("hasMore").GetBoolean(), calls["next user"].Answer.GetProperty("hasMore").GetBoolean()));
        Assert.Equal([user], Ids(calls["next user"]));
        Assert.Equal(204, calls["delete user"].Status);
    }

    private static void AssertOrganization(Dictionary<string, Exchange> calls)
    {
        var organization = calls["organization"].Answer;
        Assert.Equal("Platform", organization.GetProperty("name").GetString());
        Assert.Equal("project", organization.GetProperty("metadataSchema")[0].GetProperty("key").GetString());
        Assert.Equal("invoice.all", organization.GetProperty("rolePermissions").GetProperty("admin")[0].GetString());
    }

    private static void AssertMethods(Dictionary<string, Exchange> calls)
    {
        var types = calls.Where(call => call.Key.StartsWith("make ", StringComparison.Ordinal) && call.Value.Url.AbsolutePath.EndsWith("/paymentMethod", StringComparison.Ordinal))
            .Select(call => call.Value.Text("type")).ToHashSet();
        Assert.Equal(["bankAccount", "card", "check", "custom", "offPlatform", "utility", "wallet"], types.Order(StringComparer.Ordinal));
        Assert.Equal(("99988767623", "First"), (calls["method"].Text("accountNumber"), calls["method by foreign id"].Text("accountName")));
        Assert.Equal(("Main", "fast"), (calls["change account"].Text("accountName"), calls["change custom"].Text("data", "speed")));
        Assert.Equal((2, true), (calls["all payment methods"].Answer.GetProperty("data").GetArrayLength(), calls["all payment methods"].Answer.GetProperty("hasMore").GetBoolean()));
        Assert.Equal((200, 200, 200), (calls["fees"].Status, calls["timing"].Status, calls["bank"].Status));
    }

    private static void AssertApproving(Dictionary<string, Exchange> calls)
    {
        Assert.Equal(("NEW", 204, 204), (calls["submit bill"].Text("status"), calls["add approver"].Status, calls["approve bill"].Status));
        Assert.Equal(("NEW", "APPROVED"), (calls["half approved bill"].Text("status"), calls["bill by foreign id"].Text("status")));
        Assert.Equal((1, "SCHEDULED"), (calls["bills"].Count, calls["schedule bill"].Text("status")));
        Assert.Equal(("PAID", "PAID"), (calls["pay wired bill"].Text("status"), calls["print check"].Text("status")));
        Assert.Equal(12.34, calls["make plain bill"].Answer.GetProperty("amount").GetDouble());
    }

    private static void AssertRefusals(Dictionary<string, Exchange> calls)
    {
        foreach (var (status, names) in Refusals)
        {
            foreach (var name in names)
            {
                Assert.True(calls[name].Status == status, $"{name}: {calls[name].Status} {calls[name].Body}");
                Assert.Equal(("MercoaError", JsonValueKind.String), (calls[name].Error.GetProperty("type").GetString(), calls[name].Error.GetProperty("body").ValueKind));
            }
        }

        var expected = Refusals.SelectMany(pair => pair.Names).ToHashSet();
        Assert.Empty(calls.Values.Where(call => call.Status >= 400 && !expected.Contains(call.Name)).Select(call => call.Name));
    }

    private static void AssertTokens(Dictionary<string, Exchange> calls)
    {
        Assert.Equal(3, calls["token"].Answer.GetString()!.Split('.').Length);
        Assert.Equal((200, 200, 200), (calls["organization, embedded"].Status, calls["entity, embedded"].Status, calls["users, embedded"].Status));
        Assert.Equal(204, calls["end tokens"].Status);
    }

    // Three payments: a custom one and a printed check, number 4005, that are done, and a mailed check on its way.
    private static void AssertSearching(Dictionary<string, Exchange> calls)
    {
        var check = IdOf(calls["transaction"].Answer);
        Assert.Equal((3, "PENDING", 4006), (calls["transactions"].Count, calls["transaction"].Text("status"), calls["transaction"].Answer.GetProperty("checkNumber").GetInt32()));
        Assert.Equal(check, IdOf(calls["transaction without its prefix"].Answer));
        Assert.All(calls.Where(call => call.Key.StartsWith("met ", StringComparison.Ordinal)), call => Assert.Contains(check, Ids(call.Value)));
        Assert.All(calls.Where(call => call.Key.StartsWith("unmet ", StringComparison.Ordinal)), call => Assert.DoesNotContain(check, Ids(call.Value)));
        Assert.All(calls.Where(call => call.Key.StartsWith("all but ", StringComparison.Ordinal)), call => Assert.Equal(0, call.Value.Count));
        Assert.Equal([check], Ids(calls["met by all"]));
        Assert.All(PaymentsSteps.Words("search its number", "search 10000", "search 100.00"), name => Assert.Equal([check], Ids(calls[name])));
        Assert.Equal((3, 3, 0, 3), (calls["search vendor"].Count, calls["search nv-"].Count, calls["search %"].Count, calls["search "].Count));
        Assert.Equal(Ids(calls["transactions"]), Ids(calls["first page"]).Concat(Ids(calls["next page"])));
        Assert.Equal((true, false), (calls["first page"].Answer.GetProperty("hasMore").GetBoolean(), calls["next page"].Answer.GetProperty("hasMore").GetBoolean()));
        Assert.Equal(("PENDING", check), (calls["paid bill"].Text("status"), calls["paid bill"].Answer.GetProperty("transactions")[0].GetProperty("id").GetString()));
    }

    private static string? IdOf(JsonElement thing) => thing.GetProperty("id").GetString();

    private static IReadOnlyList<string?> Ids(Exchange list) => [.. list.Answer.GetProperty("data").EnumerateArray().Select(IdOf)];

    private static string TextOf(JsonElement links, string name, string type)
    {
        var file = links.GetProperty(name);
        Assert.Equal((200, type), (file.GetProperty("status").GetInt32(), file.GetProperty("type").GetString()!.Split(';')[0]));
        Assert.Equal(type, file.GetProperty("mimeType").GetString());
        return file.GetProperty("text").GetString()!;
    }

    // The transaction's id stands somewhere in each line but the first, which names the columns.
    private static IReadOnlyList<string> RowsOf(string csv) => [.. csv.TrimEnd().Split('\n').Skip(1).Select(line => TransactionIn().Match(line).Value)];

    private static readonly IReadOnlyList<(int Status, string[] Names)> Refusals =
    [
        (400, ["no bank", "limit 0", "limit 101", "entities, limit 101", "groups, limit 21", "no such status", "entity without name", "bad routing number", "custom without its fields", "policy for nobody",
            "pay from a frozen account", "other version"]),
        (401, ["wrong token", "no token any more"]),
        (403, ["approve as a stranger", "organization may not be changed, embedded"]),
        (404, ["unknown entity", "unknown user", "unknown method", "unknown bill", "unknown transaction", "unknown cursor", "approve as nobody"]),
        (409, ["same foreign id", "foreign id of an entity twice", "foreign id of a bill twice", "foreign id of a method twice", "approve twice", "schema in use", "change what is frozen",
            "delete what is scheduled", "approve what is approved", "schedule what is paid", "schedule what waits for approval", "approve what is rejected"]),
        (501, ["not offered"]),
    ];

    [GeneratedRegex("{[^}]+}", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Parameter();

    [GeneratedRegex("trx_[0-9a-f-]{36}", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex TransactionIn();

    /// <summary>One call of the client: what went over the wire, and what the client made of it.</summary>
    private sealed record Exchange(string Name, string Method, Uri Url, int Status, string Body, JsonElement Headers, JsonElement Answer, JsonElement Error, IReadOnlyList<string> Strict)
    {
        public int Count => Answer.GetProperty("count").GetInt32();

        public string? Text(params string[] path) => path.Aggregate(Answer, (at, name) => at.GetProperty(name)).GetString();

        public static Exchange Of(JsonElement json)
        {
            var (sent, received) = (json.GetProperty("sent"), json.GetProperty("received"));
            return new Exchange(
                json.GetProperty("name").GetString()!,
                sent.GetProperty("method").GetString()!,
                new Uri(sent.GetProperty("url").GetString()!),
                received.GetProperty("status").GetInt32(),
                received.GetProperty("body").GetString()!,
                received.GetProperty("headers"),
                json.TryGetProperty("answer", out var answer) ? answer : default,
                json.TryGetProperty("error", out var error) ? error : default,
                [.. json.GetProperty("strict").EnumerateArray().Select(fault => fault.GetString()!)]);
        }

        public IEnumerable<string> Faults() =>
            DocumentedAnswer.FaultsOf(PaymentsApi.Document, Method, Url.AbsolutePath, Status, Body)
                .Concat(Strict.Select(fault => $"{Name}: its types do not take {fault}"))
                .Concat(Headers.TryGetProperty("server-timing", out _) ? [] : [$"{Name}: does not say how long it took"])
                .Concat(Error.ValueKind == JsonValueKind.Object && Status < 400 ? [$"{Name}: the client threw {Error}"] : []);
    }
}
