using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Quittance.Server.Storage;
using Quittance.Server.Storage.Rotation;
using Quittance.Server.Verification;
using Quittance.Tests.Accounting;
using Quittance.Tests.Contract;
using Quittance.Tests.Documents;
using Quittance.Tests.Intake;
using Quittance.Tests.Network;
using Quittance.Tests.Payments;
using Quittance.Tests.Users;

namespace Quittance.Tests.Secrets;

/// <summary>A server of its own on which every operation that takes or shows a secret was given one that we know, and every list was read afterwards.</summary>
public sealed class BusyServer : IAsyncLifetime
{
    private const string Iban = "FR7630006000011234567890189";
    private const string BillIban = "DE89370400440532013000";
    private const string AccountNumber = "48151623427301977";

    // To those who may pay, the Payments dialect shows the accounts of bills' parties whole.
    private static readonly string[] ShowingNumbers =
    [
        "GET /entity/{entityId}/invoices", "GET /entity/{entityId}/paymentMethods", "GET /entityGroup/{entityGroupId}/invoices", "GET /invoice/{invoiceId}",
        "GET /invoices", "GET /paymentMethods", "GET /transaction/{transactionId}", "GET /transactions",
    ];

    private readonly Recorder _recorder = new();
    private readonly List<Canary> _canaries = [];
    private readonly List<Canary> _given = [];
    private readonly List<Evidence> _said = [];
    private readonly TestServer _server;
    private World? _world;

    public BusyServer() => _server = new TestServer { Adjust = _recorder.AddTo };

    internal IReadOnlyList<Canary> Canaries => _canaries;

    /// <summary>Secrets that no request brought: an outside system gave them to the server.</summary>
    internal IReadOnlyList<Canary> Given => _given;

    internal IReadOnlyList<(string Headers, string Body)> Requests => _recorder.Requests;

    internal Tenant Tenant => World.Owner;

    internal IServiceProvider Services => _server.Services;

    private World World => _world!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Whoever adds an operation that takes or shows a secret adds a step that gives it one.</summary>
    private IReadOnlyList<Func<Task>> Steps =>
    [
        SignInAsync,
        ChangePasswordAsync,
        MakeTokensAsync,
        InviteAsync,
        AddAccountsAsync,
        ImportBillsAsync,
        ConnectProvidersAsync,
        ConnectAccountingAsync,
        ServeClientsAsync,
        MakeMistakesAsync,
    ];

    public async ValueTask InitializeAsync()
    {
        await _server.InitializeAsync();
        _world = await World.NewAsync(_server);
        Plant("the caller's token", Tenant.Token);
        foreach (var step in Steps)
        {
            await step();
        }

        await Tenant.RunJobsAsync();
        await ReadEverythingAsync();
        await AdministerAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _recorder.Dispose();
    }

    /// <summary>All that left the server, and all that it keeps.</summary>
    internal async Task<IReadOnlyList<Evidence>> EvidenceAsync() =>
    [
        .. _recorder.Heard,
        .. _said,
        new Evidence("journal", "export", await Tenant.JournalAsync(await World.IdAsync("businessId"))),
        new Evidence("log and outbox", "audit_entries, events", await Tenant.LogAsync()),
        .. await DatabaseDump.ReadAsync(_server.Options.OwnerDatabase, Cancel),
    ];

    private string Plant(string name, string text, params string[] shownBy)
    {
        _canaries.Add(new Canary(name, text) { ShownBy = shownBy });
        return text;
    }

    private async Task SignInAsync()
    {
        const string SignIn = "POST /api/auth/sign-in";
        var person = await Tenant.MemberAsync("Owner");
        Plant("a first password", person.Password, "POST /api/members");
        var browser = new Browser(_server);
        (await browser.SignInAsync(person.Email, person.Password)).Ok();
        Plant("a session", browser.Session!, SignIn);
        (await browser.GetAsync("/")).Ok();
        (await browser.GetAsync("/api/user/profile")).Ok();
        (await browser.SignInAsync(person.Email, Plant("a wrong password", "wr0ng-canary-pässword+/1"))).Is(401);
        await browser.SendAsync(HttpMethod.Post, "/sign-in", new { email = person.Email, password = Plant("a password in JSON where a form is taken", "json-canary-password-2") });
        (await browser.PostAsync("/api/auth/sign-out")).Is(204);
    }

    private async Task ChangePasswordAsync()
    {
        var person = await Tenant.MemberAsync("Viewer");
        var browser = await Tenant.SignedInAsync(person);
        Plant("a session that changes its password", browser.Session!, "POST /api/auth/sign-in");
        var next = Plant("a chosen password", "chosen canary & <pass>word \"3\"");
        (await browser.PostAsync("/api/user/password", new { currentPassword = person.Password, newPassword = next })).Is(204);
        (await browser.PostAsync("/api/user/password", new { currentPassword = Plant("a wrong current password", "current-canary-4"), newPassword = next + "x" })).Is(422);
    }

    private async Task MakeTokensAsync()
    {
        // Shown once, and again to whoever brings the same key.
        var first = (await Tenant.PostAsync("/api/tokens", new { name = "canary" }, key: "canary-token")).Created().Text("token");
        Assert.Equal(first, (await Tenant.PostAsync("/api/tokens", new { name = "canary" }, key: "canary-token")).Created().Text("token"));
        Plant("a token", first, "POST /api/tokens");
        (await Tenant.With(first).GetAsync("/api/businesses")).Ok();
        (await Tenant.With(Plant("a token that nobody has", "qtk_canarycanarycanarycanary")).GetAsync("/api/businesses")).Is(401);
        var member = (await Tenant.PostAsync("/api/members", new { email = People.NewEmail(), role = "Viewer" }, key: "canary-member")).Created();
        Plant("a first password that is remembered", member.Text("initialPassword"), "POST /api/members");
    }

    private async Task InviteAsync()
    {
        const string Invite = "POST /api/businesses/{businessId}/invitations";
        var business = await World.IdAsync("businessId");
        var accepted = (await Tenant.InviteAsync(business)).Text("token");
        var password = Plant("a newcomer's password", "newcomer-canary-5");
        var made = (await Tenant.With(null).PostAsync(
            "/api/invitations/sign-up",
            new { token = Plant("an invitation", accepted, Invite), businessName = "Newcomer", email = People.NewEmail(), password })).Created();
        Plant("a newcomer's token", made.Text("token"), "POST /api/invitations/sign-up");
        var open = await Tenant.InviteAsync(business, "invited@example.test");
        // Its page is asked for by the link that has it, and its form posts to that link again.
        Plant("an open invitation", open.Text("token"), Invite, "GET /invitations/{token}");
        (await Tenant.With(null).GetAsync($"/invitations/{open.Text("token")}")).Ok();
        var again = (await Tenant.PostAsync($"/api/businesses/{business}/invitations/{open.Text("id")}/resend")).Ok().Text("token");
        Plant("an invitation sent again", again, "POST /api/businesses/{businessId}/invitations/{invitationId}/resend");
        (await Tenant.PostAsync("/api/invitations/decline", new { token = Plant("an invitation that nobody sent", "qti_canarycanarycanary") })).Is(404);
    }

    private async Task AddAccountsAsync()
    {
        var path = $"/api/businesses/{await World.IdAsync("businessId")}/funding-sources";
        (await Tenant.PostAsync(path, new { type = "bankAccount", accountName = "Canary", iban = Plant("an IBAN", Iban, ShowingNumbers) }, key: "canary-iban")).Created();
        (await Tenant.PostAsync(
            path,
            new { type = "bankAccount", accountName = "Canary", routingNumber = "021000021", accountNumber = Plant("an account number", AccountNumber, ShowingNumbers), accountType = "CHECKING" })).Created();
        (await Tenant.PostAsync(path, new { type = "bankAccount", accountName = "Canary", iban = Plant("a wrong IBAN", "FR7630006000011234567890188") })).Is(422);
        (await Tenant.PostAsync(path, new { type = "wallet", accountNumber = Plant("an account number of a wallet", "73019774815162342") })).Is(422);

        // Nothing asks Plaid here, so what it would be asked with is not kept.
        (await Tenant.PostAsync($"/entity/{PaymentsSteps.EntityOf(await World.IdAsync("businessId"))}/paymentMethod", new
        {
            type = "bankAccount",
            accountName = "Linked",
            routingNumber = "021000021",
            accountNumber = "000123456789",
            accountType = "CHECKING",
            plaid = new
            {
                publicToken = Plant("Plaid's public token", "public-sandbox-canary-5"),
                processorToken = Plant("Plaid's processor token", "processor-sandbox-canary-6"),
                accessToken = Plant("Plaid's access token", "access-sandbox-canary-7"),
            },
        })).Ok();
    }

    private async Task ImportBillsAsync()
    {
        var bill = Encoding.UTF8.GetString(InvoiceSamples.Fixture("akretion-en16931-ubl.xml")).Replace("FR2012421242124212421242124", Plant("the account on a bill", BillIban), StringComparison.Ordinal);
        await ImportAsync("bill.xml", bill);
        await ImportAsync("bill.xml", bill);
        await ImportAsync("cut.xml", bill[..bill.IndexOf("</cac:PayeeFinancialAccount>", StringComparison.Ordinal)]);
        await ImportAsync("entity.xml", bill.Replace("<cbc:ID>", "<cbc:ID>&unknown;", StringComparison.Ordinal));
    }

    private async Task ConnectProvidersAsync()
    {
        await using var desk = await IntakeDesk.OpenAsync(_server);
        Plant("a token of who connects a provider", desk.Tenant.Token);
        Plant("a provider's API key", desk.Account.Credentials.ApiKey);
        var (first, second) = (Plant("a webhook secret", "webhook-canary-8"), Plant("a later webhook secret", "webhook-canary-9"));
        var connection = await desk.ConnectAsync(webhookSecret: first);
        var path = $"/invoice-connections/{connection}";
        await desk.PollAsync(connection);
        desk.CallAt(connection, first);
        await desk.TellAsync(desk.Add("CANARY-1"));
        (await desk.Tenant.PatchAsync(path, new { webhookSecret = second })).Ok();
        await desk.TellAsync(desk.Add("CANARY-2"));
        desk.CallAt(connection, "not the secret of the connection");
        await desk.TellAsync(desk.Add("CANARY-3"));
        await desk.Tenant.RunJobsAsync();
        (await desk.Tenant.PatchAsync(path, new { apiKey = Plant("an API key that the provider refuses", "api-key-canary-11") })).Ok();
        await desk.PollAsync(connection);
        await desk.Tenant.PostAsync($"{path}/test");
        await desk.Tenant.PostAsync("/invoice-connections", new { provider = "nobody", apiKey = Plant("an API key for nobody", "api-key-canary-12"), client = desk.Company });
        foreach (var read in new[] { "/invoice-connections", "/invoice-providers", path, $"{path}/health", $"{path}/deliveries" })
        {
            (await desk.Tenant.GetAsync(read)).Ok();
        }
    }

    private async Task ConnectAccountingAsync()
    {
        const string Path = AccountingDesk.Connections;
        var desk = await AccountingDesk.OpenAsync(_server);
        Plant("a token of who connects books", desk.Owner.Token);
        var password = FormBooks.Password; // Too short to be searched for: the wrong ones and the tokens stand for all.
        using var browser = new LinkBrowser(_server);

        var made = await desk.BeginAsync();
        var (id, link) = (made.GetProperty("id").GetString()!, LinkBrowser.TokenOf(made));
        Plant("a connection_url", link, $"POST {Path}", $"GET {Path}/{{connection_id}}", "GET /connect/{token}", "POST /connect/{token}");
        (await desk.GetAsync(id)).GetProperty("connection_url");
        (await browser.GetAsync($"/connect/{link}")).Ok();
        var wrong = Plant("a wrong password of books", "wrong-books-canary-13");
        (await desk.CredentialsAsync(id, password: wrong, key: "canary-books")).Is(422);
        await browser.PostAsync($"/connect/{link}?platform={FormBooks.Platform}", new() { ["field_database"] = "x", ["field_password"] = wrong });

        var renewed = LinkBrowser.TokenOf((await desk.Api.PostAsync($"{Path}/{id}/link", key: "canary-link")).Ok().Json);
        Plant("a renewed connection_url", renewed, $"POST {Path}/{{connection_id}}/link", $"POST {Path}/{{connection_id}}/credentials", $"POST {Path}/{{connection_id}}/disconnect");
        (await desk.CredentialsAsync(id, password: password, key: "canary-right")).Ok();
        (await desk.Api.PostAsync($"{Path}/{id}/disconnect", key: "canary-end")).Ok();

        var consented = await desk.ConsentAsync();
        var consent = _server.Consented.Of(desk.Company);
        _given.AddRange([new("an access token of books", consent.AccessToken!), new("a refresh token of books", consent.RefreshToken!), new("a code verifier", consent.Verifier!)]);
        await desk.DeauthorizeAsync(consented);
    }

    private async Task ServeClientsAsync()
    {
        await World.IdAsync("client_id");
        var client = World.Client!;
        Plant("a client's secret", client.Secret);
        var token = Plant("a client's token", (await Tenant.TokenAsync(client)).Ok().Text("access_token"), "POST /v1/auth/token");
        (await Tenant.With(token).GetAsync("/api/businesses")).Ok();
        (await Tenant.TokenAsync(client with { Secret = Plant("a secret that no client has", "qcs_canary-secret-13") })).Is(401);
        (await Tenant.With(null).PostAsync("/v1/auth/revoke", new { client_id = client.Id, client_secret = client.Secret, token })).Ok();

        await using var receiver = await Receiver.StartAsync();
        var made = (await Tenant.PostAsync("/v1/webhook_subscriptions", new { object_type = "payable", url = receiver.Url }, key: "canary-subscription")).Created();
        Plant("a subscriber's secret", made.Text("secret"), "POST /v1/webhook_subscriptions");
        await World.IdAsync("payableId");
        await Tenant.RunJobsAsync();
        Assert.NotEmpty(receiver.Received);
        var renewed = (await Tenant.PostAsync($"/v1/webhook_subscriptions/{made.Text("id")}/regenerate_secret")).Ok().Text("secret");
        Plant("a subscriber's next secret", renewed, "POST /v1/webhook_subscriptions/{webhook_subscription_id}/regenerate_secret");
        (await Tenant.DeleteAsync($"/v1/webhook_subscriptions/{made.Text("id")}")).Is(204);
    }

    private async Task MakeMistakesAsync()
    {
        var secret = Plant("a secret in broken JSON", "broken-canary-6");
        using var broken = new StringContent($"{{\"email\": \"a@example.test\", \"password\": \"{secret}\"", Encoding.UTF8, "application/json");
        await Tenant.PostAsync("/api/auth/sign-in", broken);
        using var typed = JsonContent.Create(new { email = new[] { secret }, password = new { value = secret } });
        await Tenant.PostAsync("/api/auth/sign-in", typed);
        using var text = new StringContent(secret, Encoding.UTF8, "text/plain");
        await Tenant.PostAsync("/api/tokens", text);
        await Tenant.PostAsync("/api/auth/sign-in", new { email = "a@example.test", password = new string('x', 300) + secret });
    }

    private async Task ImportAsync(string name, string bill)
    {
        using var content = new MultipartFormDataContent();
        var bytes = new ByteArrayContent(Encoding.UTF8.GetBytes(bill));
        bytes.Headers.ContentType = new MediaTypeHeaderValue("application/xml");
        content.Add(bytes, "file", name);
        (await Tenant.PostAsync($"/api/businesses/{await World.IdAsync("businessId")}/imports", content)).Ok();
    }

    private async Task ReadEverythingAsync()
    {
        var answers = new List<Answer>();
        foreach (var operation in ApiOperation.All.Where(operation => operation.Method == "get"))
        {
            answers.Add(await Tenant.GetAsync(operation.PathWith(await World.IdsAsync(operation))));
        }

        // Some want a query, or a thing of another name; what is read on purpose is read in its step.
        Assert.DoesNotContain(answers, answer => answer.Status >= 500);
        Assert.True(answers.Count(answer => answer.Status == 200) > answers.Count / 2, string.Join(' ', answers.Select(answer => answer.Status)));
    }

    private async Task AdministerAsync()
    {
        void Tell(string line) => _said.Add(new Evidence("command line", "secrets rotate, verify", line));

        var rotate = new RotateDataKeys(_server.Owner, _server.Services.GetRequiredService<Database>(), _server.Clock);
        var done = await rotate.RunAsync(new Actor("test"), new RotationRequest(null, DateTimeOffset.MaxValue) { Grace = TimeSpan.Zero }, Tell, Cancel);
        var results = await VerifyDatabase.RunAsync(_server.Owner, _server.Options.MasterKeys, _server.Clock, Tell, Cancel);
        Assert.True(done.IsOk && done.Rotated > 0);

        // The world's books are rows alone: no bill or vendor stands behind its record, and nothing synchronises them.
        Assert.Empty(results.Where(result => result.Name != "accounting_records").SelectMany(result => result.Faults));
    }
}
