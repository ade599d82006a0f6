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

        var output = await NodeClient.RunAsync(Folder, "drive.cjs", [server.Address.ToString().TrimEnd('/'), tenant.Token], TestContext.Current.CancellationToken);

        var calls = JsonDocument.Parse(output).RootElement.EnumerateArray().Select(Exchange.Of).ToList();
        Assert.Empty(calls.SelectMany(call => call.Faults()));
        var named = calls.ToDictionary(call => call.Name);
        AssertEntities(named);
        AssertUsers(named);
        AssertOrganization(named);
        AssertPaying(named);
        AssertTokens(named);
        Assert.Equal((501, 401), (named["not offered"].Status, named["wrong token"].Status));
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

    private static void AssertEntities(Dictionary<string, Exchange> calls)
    {
        Assert.Equal("/entity/Payer%2F1", calls["entity by foreign id"].Url.AbsolutePath);
        Assert.Equal(calls["make payer"].Answer.GetProperty("id").GetString(), calls["entity by foreign id"].Answer.GetProperty("id").GetString());
        Assert.Equal("Payer Ltd", calls["change entity"].Answer.GetProperty("profile").GetProperty("business").GetProperty("legalBusinessName").GetString());
        Assert.Equal((204, 1), (calls["add payee"].Status, calls["payees"].Answer.GetProperty("count").GetInt32()));
        Assert.Equal((404, "MercoaError"), (calls["unknown entity"].Status, calls["unknown entity"].Error.GetProperty("type").GetString()));
        Assert.Equal(JsonValueKind.String, calls["unknown entity"].Error.GetProperty("body").ValueKind);
    }

    private static void AssertUsers(Dictionary<string, Exchange> calls)
    {
        var user = calls["make user"].Answer.GetProperty("id").GetString();
        Assert.Equal((user, user), (calls["user by foreign id"].Answer.GetProperty("id").GetString(), calls["change user"].Answer.GetProperty("id").GetString()));
        Assert.Equal(409, calls["same foreign id"].Status);
        Assert.Equal((1, false), (calls["users"].Answer.GetProperty("count").GetInt32(), calls["users"].Answer.GetProperty("hasMore").GetBoolean()));
        Assert.Equal((true, false), (calls["first user"].Answer.GetProperty("hasMore").GetBoolean(), calls["next user"].Answer.GetProperty("hasMore").GetBoolean()));
        Assert.Equal(user, calls["next user"].Answer.GetProperty("data")[0].GetProperty("id").GetString());
        Assert.Equal(204, calls["delete user"].Status);
    }

    private static void AssertOrganization(Dictionary<string, Exchange> calls)
    {
        var organization = calls["organization"].Answer;
        Assert.Equal("Platform", organization.GetProperty("name").GetString());
        Assert.Equal("project", organization.GetProperty("metadataSchema")[0].GetProperty("key").GetString());
        Assert.Equal("invoice.all", organization.GetProperty("rolePermissions").GetProperty("admin")[0].GetString());
    }

    private static void AssertPaying(Dictionary<string, Exchange> calls)
    {
        Assert.Equal("bankAccount", calls["make bank account"].Answer.GetProperty("type").GetString());
        Assert.Equal(("NEW", 204), (calls["submit bill"].Answer.GetProperty("status").GetString(), calls["approve bill"].Status));
        Assert.Equal("APPROVED", calls["bill by foreign id"].Answer.GetProperty("status").GetString());
        Assert.Equal(1, calls["bills"].Answer.GetProperty("count").GetInt32());
        Assert.Equal("SCHEDULED", calls["schedule bill"].Answer.GetProperty("status").GetString());
        Assert.Equal("/transactions", calls["transactions"].Url.AbsolutePath);
        Assert.Equal(404, calls["unknown transaction"].Status);
    }

    private static void AssertTokens(Dictionary<string, Exchange> calls)
    {
        Assert.Equal(3, calls["token"].Answer.GetString()!.Split('.').Length);
        Assert.Equal(
            (200, 200, 200, 403),
            (calls["organization, embedded"].Status, calls["entity, embedded"].Status, calls["users, embedded"].Status, calls["organization may not be changed, embedded"].Status));
        Assert.Equal((204, 401), (calls["end tokens"].Status, calls["no token any more"].Status));
    }

    [GeneratedRegex("{[^}]+}", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Parameter();

    /// <summary>One call of the client: what went over the wire, and what the client made of it.</summary>
    private sealed record Exchange(string Name, string Method, Uri Url, int Status, string Body, JsonElement Headers, JsonElement Answer, JsonElement Error, IReadOnlyList<string> Strict)
    {
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
