using System.Text;
using System.Text.Json;

namespace Quittance.Tests.Accounting;

/// <summary>Accounting connections as seed 002 has them, and what is ours beside it.</summary>
public sealed class ConnectingAccounting(TestServer server)
{
    private static readonly string[] Fields = ["id", "created_at", "updated_at", "connection_url", "business_info", "errors", "last_pull", "platform", "status"];

    /// <summary>Every state of a connection × every operation over HTTP: the status of the answer and where the connection is then.</summary>
    public static TheoryData<string, string, int, string> Table => new()
    {
        { "pending_auth", "get", 200, "pending_auth" },
        { "pending_auth", "list", 1, "pending_auth" },
        { "pending_auth", "post", 409, "pending_auth" },
        { "pending_auth", "disconnect", 200, "disconnected" },
        { "pending_auth", "credentials", 200, "connected" },
        { "pending_auth", "wrong credentials", 422, "pending_auth" },
        { "pending_auth", "other company", 200, "connected" },
        { "pending_auth", "link", 200, "pending_auth" },
        { "connected", "get", 200, "connected" },
        { "connected", "list", 1, "connected" },
        { "connected", "post", 409, "connected" },
        { "connected", "disconnect", 200, "disconnected" },
        { "connected", "credentials", 200, "connected" },
        { "connected", "wrong credentials", 422, "connected" },
        { "connected", "other company", 409, "connected" },
        { "connected", "link", 200, "connected" },
        { "deauthorized", "get", 200, "deauthorized" },
        { "deauthorized", "list", 1, "deauthorized" },
        { "deauthorized", "post", 409, "deauthorized" },
        { "deauthorized", "disconnect", 200, "disconnected" },
        { "deauthorized", "credentials", 200, "connected" },
        { "deauthorized", "wrong credentials", 422, "deauthorized" },
        { "deauthorized", "other company", 409, "deauthorized" },
        { "deauthorized", "link", 200, "deauthorized" },
        { "disconnected", "get", 200, "disconnected" },
        { "disconnected", "list", 0, "disconnected" },
        { "disconnected", "post", 201, "disconnected" },
        { "disconnected", "disconnect", 200, "disconnected" },
        { "disconnected", "credentials", 409, "disconnected" },
        { "disconnected", "wrong credentials", 409, "disconnected" },
        { "disconnected", "other company", 409, "disconnected" },
        { "disconnected", "link", 409, "disconnected" },
    };

    [Theory]
    [MemberData(nameof(Table))]
    public async Task Every_operation_in_every_state_comes_to_what_the_table_says(string state, string operation, int outcome, string then)
    {
        var (desk, id) = await AccountingDesk.InAsync(server, state);

        if (operation == "list")
        {
            var listed = (await desk.Api.GetAsync(AccountingDesk.Connections)).Ok();
            Assert.Equal(["data"], listed.Json.EnumerateObject().Select(field => field.Name));
            Assert.Equal(outcome, listed.At("data").GetArrayLength());
        }
        else
        {
            (await RunAsync(desk, id, operation)).Is(outcome);
        }

        Assert.Equal(then, (await desk.GetAsync(id)).GetProperty("status").GetString());
    }

    [Fact]
    public async Task The_object_has_the_fields_of_the_seed_in_its_order_and_leaves_none_out()
    {
        var desk = await AccountingDesk.OpenAsync(server);

        var made = await desk.BeginAsync();
        var id = made.GetProperty("id").GetString()!;
        var connected = (await desk.CredentialsAsync(id)).Ok().Json;

        Assert.Equal(Fields, made.EnumerateObject().Select(field => field.Name));
        Assert.Equal(Fields, connected.EnumerateObject().Select(field => field.Name));
        Assert.Equal(
            (JsonValueKind.Null, JsonValueKind.Null, JsonValueKind.Null, JsonValueKind.Null),
            (made.GetProperty("business_info").ValueKind, made.GetProperty("errors").ValueKind, made.GetProperty("last_pull").ValueKind, made.GetProperty("platform").ValueKind));
        Assert.Equal("pending_auth", made.GetProperty("status").GetString());
        Assert.Equal(
            $$"""{"base_currency":"EUR","email":"books@example.test","legal_name":"Books SAS","name":"Books of {{desk.Company}}","type":"company"}""",
            connected.GetProperty("business_info").GetRawText());
        Assert.Equal((FormBooks.Platform, "connected"), (connected.GetProperty("platform").GetString(), connected.GetProperty("status").GetString()));
        Assert.Equal(made.GetProperty("connection_url").GetString(), connected.GetProperty("connection_url").GetString());
        Assert.True(Guid.TryParseExact(id, "D", out _));
    }

    [Theory]
    [InlineData("none")]
    [InlineData("empty JSON")]
    [InlineData("empty object")]
    [InlineData("null platform")]
    [InlineData("platform")]
    [InlineData("other word")]
    public async Task The_body_may_be_missing_in_every_way_in_which_the_published_clients_leave_it_out(string body)
    {
        var desk = await AccountingDesk.OpenAsync(server);
        using var empty = new ByteArrayContent([]) { Headers = { ContentType = new("application/json") } };

        var made = (await desk.Api.PostAsync(AccountingDesk.Connections, body switch
        {
            "empty JSON" => empty,
            "empty object" => new { },
            "null platform" => new { platform = (string?)null },
            "platform" => new { platform = "journal" },
            "other word" => new { platform = FormBooks.Platform },
            _ => null,
        })).Created();

        Assert.Equal(
            body switch { "platform" => "journal", "other word" => FormBooks.Platform, _ => null },
            made.At("platform").GetString());
    }

    [Theory]
    [InlineData("""{"platform":"peachtree"}""", "platform", "is none of")]
    [InlineData("""{"platform":"xero"}""", "platform", "is not set up on this server")]
    [InlineData("""{"platform":"quickbooks"}""", "platform", "is not set up on this server")]
    [InlineData("""{"system":"xero"}""", "system", "extra fields not permitted")]
    public async Task A_system_that_cannot_be_is_named(string body, string field, string message)
    {
        var desk = await AccountingDesk.OpenAsync(server);
        using var content = new StringContent(body, Encoding.UTF8, "application/json");

        var detail = (await desk.Api.PostAsync(AccountingDesk.Connections, content)).Is(422).At("detail")[0];

        Assert.Equal($"""["body","{field}"]""", detail.GetProperty("loc").GetRawText());
        Assert.Contains(message, detail.GetProperty("msg").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fifty_at_once_make_one()
    {
        var desk = await AccountingDesk.OpenAsync(server);

        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => desk.Api.PostAsync(AccountingDesk.Connections)));

        var made = Assert.Single(answers, answer => answer.Status == 201);
        Assert.All(answers.Where(answer => answer != made), answer => Assert.Contains("accounting connection", answer.Is(409).Text("error.message"), StringComparison.Ordinal));
        Assert.Equal(1, (await desk.Api.GetAsync(AccountingDesk.Connections)).Ok().At("data").GetArrayLength());
        Assert.Contains(made.Text("id"), (await desk.Api.PostAsync(AccountingDesk.Connections)).Is(409).Text("error.message"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_key_makes_one_and_gets_the_same_answer()
    {
        var desk = await AccountingDesk.OpenAsync(server);

        var first = await desk.Api.PostAsync(AccountingDesk.Connections, key: "begin");
        var again = await desk.Api.PostAsync(AccountingDesk.Connections, key: "begin");

        Assert.Equal(first.Created().Body, again.Created().Body);
    }

    [Fact]
    public async Task What_is_refused_is_told_in_the_systems_own_words_beside_the_field()
    {
        var desk = await AccountingDesk.OpenAsync(server);
        var id = (await desk.BeginAsync()).GetProperty("id").GetString()!;

        var refused = (await desk.CredentialsAsync(id, password: "wrong password")).Is(422);
        var down = (await desk.CredentialsAsync(id, user: "down")).Is(422);

        Assert.Equal("""[["body","settings","password"]]""", Locs(refused));
        Assert.Equal("admin / *** is not known here.", refused.At("detail")[0].GetProperty("msg").GetString()); // It had repeated the password.
        Assert.Equal("""[["body","settings","url"]]""", Locs(down));
        Assert.Equal("The books are closed for lunch.", down.At("detail")[0].GetProperty("msg").GetString());
    }

    [Fact]
    public async Task Every_wrong_field_is_named_before_the_system_is_asked()
    {
        var desk = await AccountingDesk.OpenAsync(server);
        var id = (await desk.BeginAsync()).GetProperty("id").GetString()!;

        var answer = (await desk.Api.PostAsync(
            $"{AccountingDesk.Connections}/{id}/credentials",
            new { platform = FormBooks.Platform, settings = new { url = "ftp://x", user = new string('x', 201), colour = "red" } })).Is(422);

        Assert.Equal(
            """[["body","settings","url"],["body","settings","user"],["body","settings","colour"],["body","settings","database"],["body","settings","password"]]""", Locs(answer));
        Assert.Equal("""[["body","platform"]]""", Locs((await desk.CredentialsAsync(id, platform: ConsentedBooks.Platform)).Is(422)));
        Assert.Equal("""[["body","platform"]]""", Locs((await desk.CredentialsAsync(id, platform: "peachtree")).Is(422)));
    }

    [Fact]
    public async Task A_connection_that_was_made_for_one_system_takes_no_other()
    {
        var desk = await AccountingDesk.OpenAsync(server);
        var id = (await desk.BeginAsync("journal")).GetProperty("id").GetString()!;

        Assert.Contains("journal", (await desk.CredentialsAsync(id)).Is(409).Text("error.message"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Connecting_asks_for_a_synchronisation_and_is_told_to_everyone()
    {
        var desk = await AccountingDesk.OpenAsync(server);
        var id = await desk.ConnectAsync();
        (await desk.CredentialsAsync(id)).Ok();
        await desk.DeauthorizeAsync(id);
        (await desk.Api.PostAsync($"{AccountingDesk.Connections}/{id}/disconnect")).Ok();

        string[] told = ["accounting_connection.pending_auth", "accounting_connection.connected", "accounting_connection.deauthorized", "accounting_connection.disconnected"];
        Assert.Equal(told, await desk.TextsAsync("select type from events where organization_id = $1 and type like 'accounting_connection.%' order by id", desk.Organization.Value));
        Assert.Equal(
            ["accounting_connection.pending_auth", "accounting_connection.connected", "accounting_connection.credentials_changed", "accounting_connection.deauthorized", "accounting_connection.disconnected"],
            await desk.TextsAsync("select action from audit_entries where organization_id = $1 and subject = $2 order by seq", desk.Organization.Value, id));
    }

    [Fact]
    public async Task A_synchronisation_waits_exactly_while_it_is_connected()
    {
        var desk = await AccountingDesk.OpenAsync(server);
        const string Jobs = "select kind from jobs where organization_id = $1 and subject_id = source_id and lane = 'accounting'";

        var id = await desk.ConnectAsync();
        var connected = await desk.TextsAsync(Jobs, desk.Organization.Value);
        await desk.DeauthorizeAsync(id);
        var deauthorized = await desk.TextsAsync(Jobs, desk.Organization.Value);

        Assert.Equal(["sync_accounting"], connected);
        Assert.Empty(deauthorized);
    }

    [Fact]
    public async Task What_does_not_work_any_more_says_why_and_what_to_do()
    {
        var (desk, id) = await AccountingDesk.InAsync(server, "deauthorized");

        var errors = (await desk.GetAsync(id)).GetProperty("errors").GetRawText();
        (await desk.CredentialsAsync(id)).Ok();

        Assert.Equal("""[{"message":"The password was changed. Enter the accounting system's current credentials at connection_url."}]""", errors);
        Assert.Equal(JsonValueKind.Null, (await desk.GetAsync(id)).GetProperty("errors").ValueKind);
    }

    [Fact]
    public async Task Disconnecting_forgets_the_secrets_and_keeps_the_rest()
    {
        var desk = await AccountingDesk.OpenAsync(server);
        var id = await desk.ConnectAsync();
        Assert.NotNull(await desk.ColumnAsync<byte[]>(id, "secrets_sealed"));

        var ended = (await desk.Api.PostAsync($"{AccountingDesk.Connections}/{id}/disconnect")).Ok().Json;
        var again = (await desk.Api.PostAsync($"{AccountingDesk.Connections}/{id}/disconnect")).Ok();

        Assert.Null(await desk.ColumnAsync<byte[]>(id, "secrets_sealed"));
        Assert.Equal((FormBooks.Platform, $"Books of {desk.Company}"), (ended.GetProperty("platform").GetString(), ended.GetProperty("business_info").GetProperty("name").GetString()));
        Assert.Equal(JsonValueKind.Null, ended.GetProperty("errors").ValueKind);
        Assert.Equal(ended.GetRawText(), again.Body);
        Assert.Equal("""{"data":[]}""", (await desk.Api.GetAsync(AccountingDesk.Connections)).Ok().Body);
    }

    [Theory]
    [InlineData("GET", "")]
    [InlineData("POST", "/disconnect")]
    [InlineData("POST", "/link")]
    [InlineData("POST", "/credentials")]
    public async Task Behind_a_wall_it_is_not_there(string method, string operation)
    {
        var desk = await AccountingDesk.OpenAsync(server);
        var id = await desk.ConnectAsync();
        var stranger = await AccountingDesk.OpenAsync(server);
        var neighbour = desk.Owner.For(await desk.Owner.BusinessAsync("Neighbour"));
        var body = operation == "/credentials" ? new { platform = FormBooks.Platform, settings = new { database = "x", password = "right" } } : null;

        foreach (var other in new[] { stranger.Api, neighbour, stranger.Owner.For(desk.Business) })
        {
            var answer = await other.SendAsync(new HttpMethod(method), $"{AccountingDesk.Connections}/{id}{operation}", body);
            Assert.Equal("""{"error":{"message":"There is no such accounting connection."}}""", answer.Is(404).Body);
        }

        Assert.Equal("""[["path","connection_id"]]""", Locs((await desk.Api.SendAsync(new HttpMethod(method), $"{AccountingDesk.Connections}/x{operation}", body)).Is(422)));
        Assert.Equal("connected", (await desk.GetAsync(id)).GetProperty("status").GetString());
    }

    [Fact]
    public async Task The_systems_say_what_they_need()
    {
        var desk = await AccountingDesk.OpenAsync(server);

        var systems = (await desk.Api.GetAsync("/v1/accounting_platforms")).Ok().At("data").EnumerateArray().ToDictionary(system => system.GetProperty("platform").GetString()!);

        Assert.Equal(("user", false), (systems["xero"].GetProperty("authorization").GetString(), systems["xero"].GetProperty("is_configured").GetBoolean()));
        Assert.Equal(("credentials", true), (systems["journal"].GetProperty("authorization").GetString(), systems["journal"].GetProperty("is_configured").GetBoolean()));
        Assert.Equal(
            """{"name":"password","label":"Password","description":"Of the user.","kind":"secret","required":true,"default":null}""",
            systems[FormBooks.Platform].GetProperty("fields")[3].GetRawText());
    }

    [Fact]
    public async Task The_journal_needs_nothing_at_all()
    {
        var desk = await AccountingDesk.OpenAsync(server);
        var id = (await desk.BeginAsync()).GetProperty("id").GetString()!;

        var connected = (await desk.Api.PostAsync($"{AccountingDesk.Connections}/{id}/credentials", new { platform = "journal" })).Ok();

        Assert.Equal(("connected", "Keeper & Sons"), (connected.Text("status"), connected.Text("business_info.name")));
    }

    private static Task<Answer> RunAsync(AccountingDesk desk, string id, string operation) => operation switch
    {
        "get" => desk.Api.GetAsync($"{AccountingDesk.Connections}/{id}"),
        "post" => desk.Api.PostAsync(AccountingDesk.Connections),
        "credentials" => desk.CredentialsAsync(id),
        "wrong credentials" => desk.CredentialsAsync(id, password: "wrong"),
        "other company" => desk.CredentialsAsync(id, database: $"{desk.Company}-other"),
        _ => desk.Api.PostAsync($"{AccountingDesk.Connections}/{id}/{operation}"),
    };

    private static string Locs(Answer answer) => $"[{string.Join(',', answer.At("detail").EnumerateArray().Select(detail => detail.GetProperty("loc").GetRawText()))}]";
}
