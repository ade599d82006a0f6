using System.Text.Json;
using Quittance.Counterparts;
using Quittance.Server.Api.Accounting;
using Quittance.Tests.Contract;

namespace Quittance.Tests.Accounting;

/// <summary>The published client's own functions against the real server: what it sends is taken, and what it is given is what it shows.</summary>
public sealed class DrivingThePublishedClient(TestServer server)
{
    private const string Folder = "monite";

    private static readonly string[] Connecting = ["platform", "empty body", "no body"];

    [Fact]
    public async Task The_published_client_connects_reads_and_subscribes()
    {
        Assert.SkipUnless(NodeClient.IsInstalled(Folder), "The packages of tests/clients/monite are not installed; ./test does that.");
        var cancel = TestContext.Current.CancellationToken;
        var tenant = await server.NewTenantAsync();
        var (payer, payee) = (await tenant.BusinessAsync("Payer"), await tenant.BusinessAsync("Payee"));
        (await tenant.PostAsync(
            $"/api/businesses/{payer}/payables", new { connectionId = await tenant.ConnectAsync(payer, payee), invoiceNumber = "1", amount = 12.5, status = "SUBMITTED" })).Created();
        var client = await tenant.ClientAsync();
        var platform = (await tenant.GetAsync("/v1/accounting_platforms")).Ok().At("data").EnumerateArray().First(one => one.GetProperty("is_configured").GetBoolean()).GetProperty("platform").GetString()!;

        var output = await NodeClient.RunAsync(
            Folder, "drive.cjs", [server.Address.ToString().TrimEnd('/'), client.Id, client.Secret, $"{Guid.Parse(payer[4..]):d}", platform], cancel);

        var calls = JsonDocument.Parse(output).RootElement.EnumerateArray().Select(Exchange.Of).ToList();
        Assert.Empty(calls.SelectMany(call => call.Faults()));
        var named = calls.ToDictionary(call => call.Name);
        AssertTokens(named);
        AssertConnections(named, platform);
        AssertReads(named);
        AssertSubscriptions(named);
    }

    private static void AssertTokens(Dictionary<string, Exchange> calls)
    {
        Assert.Equal((401, 200), (calls["wrong secret"].Status, calls["token"].Status));
        Assert.Equal("The client id or the client secret is wrong.", calls["wrong secret"].Error.GetProperty("error").GetProperty("message").GetString());
        Assert.Equal((200, 401), (calls["give token back"].Status, calls["no token any more"].Status));
    }

    private static void AssertConnections(Dictionary<string, Exchange> calls, string platform)
    {
        Assert.Equal(0, calls["no connection"].Answer.GetProperty("data").GetArrayLength());
        foreach (var way in Connecting)
        {
            var made = JsonDocument.Parse(calls[$"connect: {way}"].Body).RootElement;
            Assert.Equal(201, calls[$"connect: {way}"].Status);
            Assert.Equal("pending_auth", made.GetProperty("status").GetString());
            Assert.StartsWith("http", made.GetProperty("connection_url").GetString(), StringComparison.Ordinal);
            Assert.Equal("disconnected", calls[$"disconnect: {way}"].Answer.GetProperty("status").GetString());
        }

        Assert.Equal(("application/json", ""), (calls["connect: empty body"].ContentType, calls["connect: empty body"].SentBody));
        Assert.Equal($$"""{"platform":"{{platform}}"}""", calls["connect: platform"].SentBody);
        Assert.Null(calls["connect: no body"].ContentType);
        Assert.Equal((409, 409), (calls["connect again: platform"].Status, calls["sync: platform"].Status));
        Assert.Equal(calls["connect: platform"].Answer.GetProperty("id").GetString(), calls["connection: platform"].Answer.GetProperty("id").GetString());
        Assert.Equal((404, 422), (calls["unknown connection"].Status, calls["malformed connection"].Status));
        Assert.Equal("path", calls["malformed connection"].Error.GetProperty("detail")[0].GetProperty("loc")[0].GetString());
    }

    private static void AssertReads(Dictionary<string, Exchange> calls)
    {
        foreach (var list in new[] { "records", "tax rates", "ledger accounts", "payables by MoniteSDK" })
        {
            Assert.True(calls[list].Status == 200, $"{list}: {calls[list].Status} {calls[list].Body}");
            Assert.Equal(JsonValueKind.Array, calls[list].Answer.GetProperty("data").ValueKind);
        }

        Assert.Contains("object_id__in=", calls["records"].Url.Query, StringComparison.Ordinal);
        Assert.Equal(422, calls["records without object type"].Status);
        Assert.Equal(404, calls["unknown record"].Status);
        Assert.Contains("payables over there", calls.Keys);
    }

    private static void AssertSubscriptions(Dictionary<string, Exchange> calls)
    {
        Assert.StartsWith("whsec_", calls["subscribe"].Answer.GetProperty("secret").GetString(), StringComparison.Ordinal);
        Assert.NotEqual(calls["subscribe"].Answer.GetProperty("secret").GetString(), calls["another secret"].Answer.GetProperty("secret").GetString());
        Assert.Equal(("disabled", "enabled"), (calls["disable"].Answer.GetProperty("status").GetString(), calls["enable"].Answer.GetProperty("status").GetString()));
        Assert.Equal(422, calls["change nothing known"].Status);
        Assert.Equal("value_error.extra", calls["change nothing known"].Error.GetProperty("detail")[0].GetProperty("type").GetString());
        Assert.Equal(204, calls["end subscription"].Status);
        Assert.Equal("payable", calls["event"].Answer.GetProperty("object_type").GetString());
        Assert.NotEqual(
            calls["events"].Answer.GetProperty("data")[0].GetProperty("id").GetString(), calls["next events"].Answer.GetProperty("data")[0].GetProperty("id").GetString());
        Assert.Equal(200, calls["deliveries"].Status);
    }

    /// <summary>One call of the client: what went over the wire, and what the client made of it.</summary>
    private sealed record Exchange(
        string Name, string Method, Uri Url, string? ContentType, string SentBody, int Status, string Body, JsonElement Headers, JsonElement Answer, JsonElement Error)
    {
        public static Exchange Of(JsonElement json)
        {
            var (sent, received) = (json.GetProperty("sent"), json.GetProperty("received"));
            return new Exchange(
                json.GetProperty("name").GetString()!,
                sent.GetProperty("method").GetString()!,
                new Uri(sent.GetProperty("url").GetString()!),
                sent.GetProperty("headers").TryGetProperty("content-type", out var type) ? type.GetString() : null,
                sent.GetProperty("body").GetString()!,
                received.GetProperty("status").GetInt32(),
                received.GetProperty("body").GetString()!,
                received.GetProperty("headers"),
                json.TryGetProperty("answer", out var answer) ? answer : default,
                json.TryGetProperty("error", out var error) ? error : default);
        }

        public IEnumerable<string> Faults() =>
            DocumentedAnswer.FaultsOf(AccountingApi.Document, Method, Url.AbsolutePath, Status, Body)
                .Concat(Headers.TryGetProperty("x-monite-version", out _) ? [] : [$"{Name}: the version is not repeated"])
                .Concat(Error.ValueKind == JsonValueKind.Object && Error.TryGetProperty("thrown", out var thrown) ? [$"{Name}: the client threw {thrown}"] : []);
    }
}
