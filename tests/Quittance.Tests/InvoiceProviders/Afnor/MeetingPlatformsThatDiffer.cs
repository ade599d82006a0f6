using System.Security.Cryptography;
using System.Text;
using Quittance.Connectors.Http;
using Quittance.Connectors.InvoiceProviders.Afnor;
using Quittance.Domain.Intake;
using Reply = Quittance.Tests.InvoiceProviders.Afnor.ScriptedPlatform.Reply;

namespace Quittance.Tests.InvoiceProviders.Afnor;

/// <summary>What the standard leaves open, and what platforms make of it.</summary>
public sealed class MeetingPlatformsThatDiffer
{
    private const string Bill = "<Invoice>F-1</Invoice>";

    private static readonly string Digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Bill)));

    [Fact]
    public async Task The_client_signs_in_with_Basic_in_the_way_of_forms()
    {
        await using var platform = await ScriptedPlatform.StartAsync(seen => seen.IsForToken ? Reply.Token : Reply.NoFlows);

        await ListAsync(platform, platform.Access());

        var asked = platform.Requests[0];
        Assert.Equal("POST", asked.Method);
        Assert.Equal("grant_type=client_credentials", asked.Body);
        Assert.Equal("client%3A1:s3cret%2F%2B+%C3%A9", Encoding.UTF8.GetString(Convert.FromBase64String(asked.Header("Authorization")!["Basic ".Length..])));
        Assert.Equal("Bearer T0K3N", platform.Requests[1].Header("Authorization"));
    }

    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    public async Task A_platform_that_takes_no_Basic_is_told_in_the_body(int status)
    {
        await using var platform = await ScriptedPlatform.StartAsync(seen =>
            !seen.IsForToken ? Reply.NoFlows
            : seen.Header("Authorization") is not null ? Reply.Json("""{"error":"invalid_client"}""", status)
            : Reply.Token);

        await ListAsync(platform, platform.Access((AfnorProfile.Scope, "flows.read flows.write")));

        Assert.Equal("grant_type=client_credentials&scope=flows.read+flows.write&client_id=client%3A1&client_secret=s3cret%2F%2B+%C3%A9", platform.Requests[1].Body);
        Assert.Null(platform.Requests[1].Header("Authorization"));
    }

    [Theory]
    [InlineData(400, """{"error":"invalid_client"}""", ProviderFault.CredentialsRefused)]
    [InlineData(400, """{"error":"unauthorized_client","error_description":"suspended"}""", ProviderFault.CredentialsRefused)]
    [InlineData(401, "", ProviderFault.CredentialsRefused)]
    [InlineData(403, "", ProviderFault.CredentialsRefused)]
    [InlineData(400, """{"error":"invalid_scope"}""", ProviderFault.Rejected)]
    [InlineData(404, "", ProviderFault.NotFound)]
    [InlineData(500, "", ProviderFault.Unavailable)]
    [InlineData(200, "{}", ProviderFault.BadAnswer)]
    [InlineData(200, """{"access_token":"a b"}""", ProviderFault.BadAnswer)]
    [InlineData(200, """{"access_token":"a\r\nX-Evil: b"}""", ProviderFault.BadAnswer)]
    [InlineData(200, """{"access_token":"abc","token_type":"mac"}""", ProviderFault.BadAnswer)]
    public async Task A_token_that_does_not_come_is_told_by_its_kind(int status, string body, ProviderFault expected)
    {
        await using var platform = await ScriptedPlatform.StartAsync(_ => Reply.Json(body, status));

        var failure = await Assert.ThrowsAsync<ProviderException>(() => ListAsync(platform, platform.Access()));

        Assert.Equal(expected, failure.Fault);
        Assert.All(platform.Requests, seen => Assert.True(seen.IsForToken));
    }

    [Fact]
    public async Task The_secret_follows_no_redirect()
    {
        await using var platform = await ScriptedPlatform.StartAsync(seen => seen.IsForToken ? Reply.To("/elsewhere") : Reply.Token);

        Assert.Equal(ProviderFault.BadAnswer, (await Assert.ThrowsAsync<ProviderException>(() => ListAsync(platform, platform.Access()))).Fault);
        Assert.Single(platform.Requests);
    }

    [Fact]
    public async Task A_token_is_used_until_shortly_before_it_ends()
    {
        var clock = new TestClock();
        await using var platform = await ScriptedPlatform.StartAsync(seen => seen.IsForToken ? Reply.Token : Reply.NoFlows, clock);

        await ListAsync(platform, platform.Access());
        clock.Advance(TimeSpan.FromMinutes(59));
        await ListAsync(platform, platform.Access());
        Assert.Equal(1, platform.Requests.Count(seen => seen.IsForToken));

        clock.Advance(TimeSpan.FromSeconds(40));
        await ListAsync(platform, platform.Access());
        Assert.Equal(2, platform.Requests.Count(seen => seen.IsForToken));
    }

    [Theory]
    [InlineData("""{"access_token":"abc"}""", 4, 1)]
    [InlineData("""{"access_token":"abc"}""", 6, 2)]
    [InlineData("""{"access_token":"abc","expires_in":"7200"}""", 100, 1)]
    [InlineData("""{"access_token":"abc","expires_in":1}""", 0, 2)]
    [InlineData("""{"access_token":"abc","expires_in":-1}""", 4, 1)]
    [InlineData("""{"access_token":"abc","expires_in":1e300}""", 23 * 60, 1)]
    [InlineData("""{"access_token":"abc","expires_in":1e300}""", 25 * 60, 2)]
    public async Task A_token_s_life_is_as_long_as_the_platform_says_within_reason(string token, int minutes, int asked)
    {
        var clock = new TestClock();
        await using var platform = await ScriptedPlatform.StartAsync(seen => seen.IsForToken ? Reply.Json(token) : Reply.NoFlows, clock);

        await ListAsync(platform, platform.Access());
        clock.Advance(TimeSpan.FromMinutes(minutes));
        await ListAsync(platform, platform.Access());

        Assert.Equal(asked, platform.Requests.Count(seen => seen.IsForToken));
    }

    [Fact]
    public async Task Connections_and_credentials_have_tokens_of_their_own()
    {
        await using var platform = await ScriptedPlatform.StartAsync(seen => seen.IsForToken ? Reply.Token : Reply.NoFlows);
        var access = platform.Access();

        foreach (var other in new[] { access, access, access with { ConnectionId = Guid.Empty }, access with { ApiKey = "another" }, platform.Access((AfnorProfile.Scope, "x")), platform.Access((AfnorProfile.ClientId, "2")) })
        {
            await ListAsync(platform, other);
        }

        Assert.Equal(5, platform.Requests.Count(seen => seen.IsForToken));
    }

    [Fact]
    public async Task A_full_memory_forgets_the_token_that_ends_first()
    {
        var given = 0;
        await using var platform = await ScriptedPlatform.StartAsync(_ => Reply.Json($$$"""{"access_token":"T{{{++given}}}","expires_in":{{{4000 - given}}}}"""));
        using var http = new ProviderHttp(AllowedNetworks.Parse("127.0.0.0/8"), TimeProvider.System);
        var tokens = new AfnorTokens(http, TimeProvider.System, keptMax: 3);
        var connections = Enumerable.Range(0, 4).Select(n => AfnorAccess.Of(platform.Access() with { ConnectionId = new Guid(n, 0, 0, new byte[8]) })).ToList();

        foreach (var connection in connections)
        {
            await tokens.GetAsync(connection, TestContext.Current.CancellationToken);
        }

        Assert.Equal(("T1", true), await tokens.GetAsync(connections[0], TestContext.Current.CancellationToken));
        Assert.Equal(("T2", true), await tokens.GetAsync(connections[1], TestContext.Current.CancellationToken));
        Assert.Equal(("T4", true), await tokens.GetAsync(connections[3], TestContext.Current.CancellationToken));
        Assert.Equal(("T5", false), await tokens.GetAsync(connections[2], TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task The_company_is_named_where_the_connection_names_it()
    {
        await using var platform = await ScriptedPlatform.StartAsync(seen => seen.IsForToken ? Reply.Token : Reply.NoFlows);

        await ListAsync(platform, platform.Access());
        await ListAsync(platform, platform.Access((AfnorProfile.OrganizationId, "ORG-42")));

        Assert.Equal([null, "ORG-42"], platform.Requests.Where(seen => !seen.IsForToken).Select(seen => seen.Header("Organization-Id")));
        Assert.All(platform.Requests.Where(seen => seen.IsForToken), seen => Assert.Null(seen.Header("Organization-Id")));
    }

    [Theory]
    [InlineData("/flow-service")]
    [InlineData("/flow-service/")]
    [InlineData("/flow-service/v1")]
    [InlineData("/flow-service/v1/")]
    public async Task The_address_may_be_given_with_its_version(string path)
    {
        await using var platform = await ScriptedPlatform.StartAsync(seen => seen.IsForToken ? Reply.Token : Reply.NoFlows);

        await ListAsync(platform, platform.Access((AfnorProfile.BaseUrl, platform.Address + path)));

        var search = platform.Requests[1];
        Assert.Equal(("POST", "/flow-service/v1/flows/search"), (search.Method, search.Path));
        Assert.Equal("application/json", search.Header("Content-Type"));
        Assert.Equal("""{"limit":100,"where":{"flowType":["SupplierInvoice"],"flowDirection":["In"]}}""", search.Body);
    }

    [Fact]
    public async Task A_file_that_is_the_one_its_digest_names_is_taken()
    {
        await using var platform = await Holding($$"""{"flowId":"F-1","name":"a/b/bill.xml","sha256":"{{Digest.ToUpperInvariant()}}"}""", Reply.Xml(Bill));

        var file = await FetchAsync(platform);

        Assert.Equal(Bill, Encoding.UTF8.GetString(file.Content.Span));
        Assert.Equal("bill.xml", file.FileName);
        Assert.Equal(["/flow-service/v1/flows/F-1?docType=Metadata", "/flow-service/v1/flows/F-1?docType=Original"], platform.Requests.Skip(1).Select(seen => seen.Path));
    }

    [Theory]
    [InlineData("""{"flowId":"F-1","sha256":"%"}""")]
    [InlineData("""{"flowInfo":{"flowId":"F-1","sha256":"%"}}""")]
    public async Task A_file_that_is_not_the_one_its_digest_names_is_refused(string metadata)
    {
        await using var platform = await Holding(metadata.Replace("%", Digest, StringComparison.Ordinal), Reply.Xml(Bill + " "));

        var failure = await Assert.ThrowsAsync<ProviderException>(() => FetchAsync(platform));

        Assert.Equal(ProviderFault.BadAnswer, failure.Fault);
        Assert.Contains("sha256", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_platform_without_metadata_gives_its_files_all_the_same()
    {
        await using var platform = await Holding(Reply.Json("""{"errorCode":"MISSING_REQUIRED_FIELD"}""", 400), Reply.Xml(Bill));

        Assert.Equal("F-1.xml", (await FetchAsync(platform)).FileName);
    }

    [Fact]
    public async Task A_nameless_PDF_is_called_one()
    {
        await using var platform = await Holding("{}", new Reply(200, "%PDF-1.7 ..."u8.ToArray(), "application/octet-stream"));

        Assert.Equal("F-1.pdf", (await FetchAsync(platform)).FileName);
    }

    [Theory]
    [InlineData("", "application/xml")]
    [InlineData("""{"flowId":"F-1"}""", "application/json")]
    public async Task An_empty_file_or_JSON_is_no_bill(string body, string type)
    {
        await using var platform = await Holding("{}", new Reply(200, Encoding.UTF8.GetBytes(body), type));

        Assert.Equal(ProviderFault.BadAnswer, (await Assert.ThrowsAsync<ProviderException>(() => FetchAsync(platform))).Fault);
    }

    [Fact]
    public async Task A_file_in_a_store_elsewhere_is_fetched_without_the_token()
    {
        await using var store = await ScriptedPlatform.StartAsync(_ => Reply.Xml(Bill));
        await using var platform = await Holding("{}", Reply.To($"{store.Address}/bucket/F-1?signature=1"));

        Assert.Equal(Bill, Encoding.UTF8.GetString((await FetchAsync(platform)).Content.Span));
        var asked = Assert.Single(store.Requests);
        Assert.Equal("/bucket/F-1?signature=1", asked.Path);
        Assert.Null(asked.Header("Authorization"));
    }

    [Fact]
    public async Task A_store_that_leads_further_is_not_followed()
    {
        await using var platform = await ScriptedPlatform.StartAsync(seen => seen.IsForToken ? Reply.Token : Reply.To("/round-and-round"));

        Assert.Equal(ProviderFault.BadAnswer, (await Assert.ThrowsAsync<ProviderException>(() => FetchAsync(platform))).Fault);
    }

    [Theory]
    [InlineData("http://10.0.0.1/file", ProviderFault.AddressForbidden)]
    [InlineData("http://169.254.169.254/latest/meta-data", ProviderFault.AddressForbidden)]
    [InlineData("file:///etc/passwd", ProviderFault.BadAnswer)]
    [InlineData("http://[", ProviderFault.BadAnswer)]
    public async Task A_file_inside_somebody_s_network_is_not_fetched(string location, ProviderFault expected)
    {
        await using var platform = await Holding("{}", Reply.To(location));

        Assert.Equal(expected, (await Assert.ThrowsAsync<ProviderException>(() => FetchAsync(platform))).Fault);
    }

    [Theory]
    [InlineData(409)]
    [InlineData(422)]
    public async Task A_message_that_the_platform_has_already_was_sent(int status)
    {
        await using var platform = await ScriptedPlatform.StartAsync(seen =>
            seen.IsForToken ? Reply.Token
            : seen.Path.EndsWith("/search", StringComparison.Ordinal) ? Reply.NoFlows
            : Reply.Json("""{"errorCode":"AlreadyExistingFlow","errorMessage":"The flow has already been sent"}""", status));
        var report = Reports.Of(BillStatus.Approved);

        var sent = await platform.Provider.SendStatusAsync(platform.Access(), report, TestContext.Current.CancellationToken);

        Assert.Equal($"{report.Id}", sent.ExternalId);
        Assert.Equal(Cdar.Write(report), sent.File.ToArray());
    }

    [Fact]
    public async Task A_message_goes_out_as_a_form_that_every_reader_understands()
    {
        await using var platform = await ScriptedPlatform.StartAsync(seen =>
            seen.IsForToken ? Reply.Token : seen.Path.EndsWith("/search", StringComparison.Ordinal) ? Reply.NoFlows : Reply.Json("""{"flowId":"F-9"}""", 202));
        var report = Reports.Of(BillStatus.Approved);

        var sent = await platform.Provider.SendStatusAsync(platform.Access(), report, TestContext.Current.CancellationToken);

        Assert.Equal("F-9", sent.ExternalId);
        Assert.Equal($$$"""{"limit":100,"where":{"trackingId":"{{{report.Id}}}"}}""", platform.Requests[1].Body);
        var form = platform.Requests[2];
        var boundary = $"quittance-{report.Id:n}";
        Assert.Equal($"multipart/form-data; boundary={boundary}", form.Header("Content-Type"));
        Assert.Equal(
            $"--{boundary}\r\nContent-Type: application/json\r\nContent-Disposition: form-data; name=\"flowInfo\"\r\n\r\n"
            + $$"""{"trackingId":"{{report.Id}}","name":"CDV-205_{{report.Id:n}}.xml","processingRule":"NotApplicable","flowSyntax":"CDAR","flowType":"SupplierInvoiceLC","sha256":"{{Convert.ToHexStringLower(SHA256.HashData(sent.File.Span))}}"}"""
            + $"\r\n--{boundary}\r\nContent-Type: application/xml\r\nContent-Disposition: form-data; name=\"file\"; filename=\"CDV-205_{report.Id:n}.xml\"\r\n\r\n"
            + Encoding.UTF8.GetString(sent.File.Span)
            + $"\r\n--{boundary}--\r\n",
            form.Body);
    }

    [Fact]
    public async Task A_platform_that_overlooks_the_tracking_id_is_not_believed()
    {
        await using var platform = await ScriptedPlatform.StartAsync(seen =>
            seen.IsForToken ? Reply.Token
            : seen.Path.EndsWith("/search", StringComparison.Ordinal) ? Reply.Json("""{"results":[{"flowId":"F-1","trackingId":"somebody else's"},{"flowId":"F-2"}]}""")
            : Reply.Json("""{"flowId":"F-9"}""", 202));

        Assert.Equal("F-9", (await platform.Provider.SendStatusAsync(platform.Access(), Reports.Of(BillStatus.Approved), TestContext.Current.CancellationToken)).ExternalId);
    }

    [Fact]
    public async Task A_platform_that_takes_a_message_without_saying_what_it_calls_it_is_asked_again()
    {
        var hasIt = false;
        var report = Reports.Of(BillStatus.Approved);
        await using var platform = await ScriptedPlatform.StartAsync(seen =>
        {
            if (seen.IsForToken || seen.Path.EndsWith("/search", StringComparison.Ordinal))
            {
                return seen.IsForToken ? Reply.Token : hasIt ? Reply.Json($$"""{"results":[{"flowId":"F-9","trackingId":"{{report.Id}}"}]}""") : Reply.NoFlows;
            }

            hasIt = true;
            return new Reply(202, []);
        });

        var unclear = await Assert.ThrowsAsync<ProviderException>(() => platform.Provider.SendStatusAsync(platform.Access(), report, TestContext.Current.CancellationToken));
        var sent = await platform.Provider.SendStatusAsync(platform.Access(), report, TestContext.Current.CancellationToken);

        Assert.Equal(ProviderFault.BadAnswer, unclear.Fault);
        Assert.Equal("F-9", sent.ExternalId);
        Assert.Single(platform.Requests, seen => seen.Path.EndsWith("/v1/flows", StringComparison.Ordinal));
    }

    private static Task<ScriptedPlatform> Holding(string metadata, Reply original) => Holding(Reply.Json(metadata), original);

    private static Task<ScriptedPlatform> Holding(Reply metadata, Reply original) => ScriptedPlatform.StartAsync(seen =>
        seen.IsForToken ? Reply.Token : seen.Path.EndsWith("Metadata", StringComparison.Ordinal) ? metadata : original);

    private static Task<ProviderPage> ListAsync(ScriptedPlatform platform, ProviderAccess access) =>
        platform.Provider.ListAsync(access, new ProviderPlace(null, false), TestContext.Current.CancellationToken);

    private static Task<ProviderFile> FetchAsync(ScriptedPlatform platform) =>
        platform.Provider.FetchAsync(platform.Access(), "F-1", TestContext.Current.CancellationToken);
}
