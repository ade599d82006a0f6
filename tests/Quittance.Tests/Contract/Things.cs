using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Quittance.Server.Accounting;
using Quittance.Server.Api.Accounting;
using Quittance.Server.Api.Intake;
using Quittance.Server.Api.Network;
using Quittance.Server.Api.Payments;
using Quittance.Tests.Accounting;
using Quittance.Tests.Intake;
using Quittance.Tests.Payments;

namespace Quittance.Tests.Contract;

/// <summary>How to make a real thing for each parameter that names one.</summary>
/// <param name="IsBehindBusinessWall">Whether a caller who is limited to another business must not know of it.</param>
/// <param name="IsId">False for a word that is the same for everybody.</param>
internal sealed record Thing(Func<World, Task<string>> Make, bool IsBehindBusinessWall = true, bool IsId = true);

/// <summary>
/// The registry of things: by path parameter, or by field of a body. A maker runs only when an operation has the parameter, so
/// it may use operations that come together with it.
/// </summary>
internal static class Things
{
    /// <summary>A business on which nothing was made.</summary>
    public const string Elsewhere = "elsewhere";

    /// <summary>An invoice connection of that business.</summary>
    public const string ElsewhereConnection = "elsewhereConnection";

    /// <summary>How the Intake dialect names a business.</summary>
    public const string Company = "client";

    private const string Payee = "payeeBusinessId";
    private const string Provider = "yooz";
    private const string WebhookSecret = "a-secret-that-signs-webhooks";

    private static readonly Dictionary<string, Thing> Registry = new()
    {
        ["businessId"] = new(world => world.Owner.BusinessAsync("Payer")),
        [Payee] = new(world => world.Owner.BusinessAsync("Payee")),
        [Elsewhere] = new(world => world.Owner.BusinessAsync("Elsewhere")),
        ["connectionId"] = new(ConnectionAsync),
        ["tagId"] = new(world => MakeAsync(world, "/api/tags", new { name = Unique() }), IsBehindBusinessWall: false),
        ["invitationId"] = new(async world => await MakeAsync(world, $"/api/businesses/{await world.IdAsync("businessId")}/invitations", new { role = "payer", email = Email() })),
        ["memberId"] = new(world => MakeAsync(world, "/api/members", new { email = Email(), role = "Viewer" }), IsBehindBusinessWall: false),
        ["roleId"] = new(async world => (await world.Owner.GetAsync("/api/roles")).Ok().Json[1].GetProperty("id").GetString()!, IsBehindBusinessWall: false),
        ["tokenId"] = new(world => MakeAsync(world, "/api/tokens", new { name = Unique() }), IsBehindBusinessWall: false),
        ["fundingSourceId"] = new(async world => await WalletAsync(world, await world.IdAsync("businessId"))),
        ["payableId"] = new(async world => await PayableAsync(world, "SUBMITTED")),
        ["paymentId"] = new(PaymentAsync),
        ["transactionId"] = new(TransactionAsync),
        [Company] = new(world => world.IdAsync("businessId")),
        ["provider"] = new(_ => Task.FromResult(Provider), IsId: false),
        ["intake/connectionId"] = new(world => InvoiceConnectionAsync(world, "businessId")),
        [ElsewhereConnection] = new(world => InvoiceConnectionAsync(world, Elsewhere)),
        ["deliveryId"] = new(DeliveryAsync),
        ["number"] = new(_ => Task.FromResult("1"), IsId: false),
        ["invoiceId"] = new(UnmatchedBillAsync),
        ["contractorId"] = new(ContractorAsync),
        ["supplier_id"] = new(ContractorAsync),
        ["webhook_subscription_id"] = new(
            world => MakeAsync(world, "/v1/webhook_subscriptions", new { object_type = "payable", url = "https://hooks.example.test/" }), IsBehindBusinessWall: false),
        ["event_id"] = new(EventAsync),
        ["accounting/connection_id"] = new(AccountingConnectionAsync),
        ["accounting/books"] = new(BooksAsync),
        ["accounting/entity_id"] = new(async world => IntakeSteps.Bare(await world.IdAsync("businessId"))),
        ["accounting/ledger_account_id"] = new(async world => await PulledAsync(world, "select id::text from ledger_accounts where remote_id = 'travel' and accounting_connection_id = $1")),
        ["accounting/tax_rate_id"] = new(TaxRateAsync),
        ["accounting/accounting_tax_rate_id"] = new(TaxRateAsync),
        ["accounting/payable_id"] = new(async world => IntakeSteps.Bare(await world.IdAsync("payableId"))),
        ["accounting/line_item_id"] = new(async world => $"{PayableLine.IdOf(NetworkIds.PayableOf(await world.IdAsync("payableId")), 0)}", IsBehindBusinessWall: false), // Its payable is, and is missed first.
        ["accounting/synced_record_id"] = new(SyncedRecordAsync),
        ["accounting/remote_id"] = new(PulledBillAsync, IsId: false),
        ["payments/entityId"] = new(async world => PaymentsSteps.EntityOf(await world.IdAsync("businessId"))),
        ["payments/counterpartyId"] = new(world => world.IdAsync("payees", PaymentsApi.Document)),
        ["payments/notificationType"] = new(NotificationAsync, IsId: false),
        ["payments/key"] = new(_ => Task.FromResult("region"), IsId: false),
        ["payments/payees"] = new(async world =>
        {
            await world.IdAsync("connectionId");
            return PaymentsSteps.EntityOf(await world.IdAsync(Payee));
        }),
        ["payments/payors"] = new(async world =>
        {
            var payor = await world.Owner.BusinessAsync("Payor");
            await world.Owner.ConnectAsync(payor, await world.IdAsync("businessId"));
            return PaymentsSteps.EntityOf(payor);
        }),
        ["payments/entityGroupId"] = new(EntityGroupAsync),
        ["payments/invoiceId"] = new(InvoiceAsync),
        ["payments/commentId"] = new(async world => await MakeAsync(world, $"/invoice/{await world.IdAsync("invoiceId", PaymentsApi.Document)}/comment", new { text = Unique() }), IsBehindBusinessWall: false), // Its invoice is, and is missed first; so with the next two.
        ["payments/documentId"] = new(BillDocumentAsync, IsBehindBusinessWall: false),
        ["payments/lineItemId"] = new(BillLineAsync, IsBehindBusinessWall: false),
        ["payments/link"] = new(DownloadLinkAsync, IsId: false),
        ["payments/entityDocumentId"] = new(EntityDocumentAsync),
        ["payments/policyId"] = new(async world => await MakeAsync(
            world, $"/entity/{await world.IdAsync("entityId", PaymentsApi.Document)}/approval-policy", new { trigger = Array.Empty<object>(), rule = new { type = "automatic" }, upstreamPolicyId = "root" })),
        ["payments/paymentMethodId"] = new(async world => await MakeAsync(
            world, $"/entity/{await world.IdAsync("entityId", PaymentsApi.Document)}/paymentMethod", new { type = "wallet" })),
        ["payments/schemaId"] = new(
            world => MakeAsync(world, "/paymentMethod/schema", new { name = Unique(), isSource = true, isDestination = true }), IsBehindBusinessWall: false),
        ["payments/userId"] = new(async world => await MakeAsync(world, $"/entity/{await world.IdAsync("entityId", PaymentsApi.Document)}/user", new { name = Unique() })),
        ["client_id"] = new(async world => (world.Client = await world.Owner.ClientAsync()).Id),
    };

    /// <summary>Under what a thing is registered: the dialect's own meaning of the word goes first.</summary>
    public static string NameOf(string parameter, string dialect) => Registry.ContainsKey($"{dialect}/{parameter}") ? $"{dialect}/{parameter}" : parameter;

    /// <summary>The thing that a path parameter or field of this name names: itself, or by its last words (<c>payerBusinessId</c> names a business).</summary>
    public static Thing Of(string parameter, string dialect) => Find(parameter, dialect) ?? throw new InvalidOperationException(
        $"No real thing is known for «{parameter}». Add to {nameof(Things)}.{nameof(Registry)} how to make one (and name a path parameter after its noun: payableId, not id).");

    public static Thing? Find(string parameter, string dialect) =>
        Registry.GetValueOrDefault(NameOf(parameter, dialect))
        ?? Registry.FirstOrDefault(pair => $"{dialect}/{parameter}".EndsWith(pair.Key[(pair.Key.IndexOf('/', StringComparison.Ordinal) + 1)..], StringComparison.OrdinalIgnoreCase)
            && pair.Key.StartsWith($"{dialect}/", StringComparison.Ordinal)).Value
        ?? Registry.FirstOrDefault(pair => parameter.EndsWith(pair.Key, StringComparison.OrdinalIgnoreCase)).Value;

    /// <summary>Whether a field of a body lists things by a name that says nothing of ids.</summary>
    public static bool AreNamed(string field, string dialect) => field is "payees" or "payors" && Registry.ContainsKey($"{dialect}/{field}");

    /// <summary>A text that nothing else has.</summary>
    public static string Unique() => string.Create(CultureInfo.InvariantCulture, $"t{Interlocked.Increment(ref _count)}");

    public static string Email() => $"{Unique()}@example.test";

    private static int _count;

    private static async Task<string> ConnectionAsync(World world) => await MakeAsync(
        world, "/api/connections", new { payerBusinessId = await world.IdAsync("businessId"), payeeBusinessId = await world.IdAsync(Payee) });

    private static async Task<string> NotificationAsync(World world)
    {
        (await world.Owner.PostAsync("/organization/notification-configuration/INVOICE_PAID", new { notificationType = "invoice", url = "https://books.example.test/" })).Ok();
        return "INVOICE_PAID";
    }

    // One that can be paid: both sides have a wallet.
    private static async Task<string> InvoiceAsync(World world)
    {
        foreach (var party in new[] { await world.IdAsync("businessId"), await world.IdAsync(Payee) })
        {
            await MakeAsync(world, $"/entity/{PaymentsSteps.EntityOf(party)}/paymentMethod", new { type = "wallet", defaultSource = true, defaultDestination = true });
        }

        return $"in_{NetworkIds.PayableOf(await world.IdAsync("payableId")).Value:d}";
    }

    private static async Task<string> BillDocumentAsync(World world)
    {
        var invoice = $"/invoice/{await world.IdAsync("invoiceId", PaymentsApi.Document)}";
        (await world.Owner.PostAsync($"{invoice}/document", new { document = Convert.ToBase64String("%PDF-1.7"u8) })).Is(204);
        return (await world.Owner.GetAsync($"{invoice}/documents")).Ok().Json[0].GetProperty("id").GetString()!;
    }

    private static async Task<string> DownloadLinkAsync(World world)
    {
        await world.IdAsync("documentId", PaymentsApi.Document);
        var documents = (await world.Owner.GetAsync($"/invoice/{await world.IdAsync("invoiceId", PaymentsApi.Document)}/documents")).Ok().Json;
        return documents[0].GetProperty("uri").GetString()!.Split('/')[^1];
    }

    private static async Task<string> EntityDocumentAsync(World world)
    {
        var entity = $"/entity/{await world.IdAsync("entityId", PaymentsApi.Document)}";
        (await world.Owner.PostAsync($"{entity}/document", new { document = Convert.ToBase64String("%PDF-1.7"u8), type = "W9" })).Is(204);
        return (await world.Owner.GetAsync($"{entity}/documents")).Ok().Json[0].GetProperty("id").GetString()!;
    }

    private static async Task<string> BillLineAsync(World world) => (await world.Owner.PostAsync(
        $"/invoice/{await world.IdAsync("invoiceId", PaymentsApi.Document)}", new { lineItems = new[] { new { description = "One", amount = 1 } } })).Ok().At("lineItems")[0].GetProperty("id").GetString()!;

    private static Task<string> WalletAsync(World world, string business) => MakeAsync(world, $"/api/businesses/{business}/funding-sources", new { type = "wallet" });

    private static async Task<string> PayableAsync(World world, string status) => await MakeAsync(
        world,
        $"/api/businesses/{await world.IdAsync("businessId")}/payables",
        new { connectionId = await world.IdAsync("connectionId"), invoiceNumber = Unique(), amount = 12.5, status });

    private static async Task<string> PaymentAsync(World world)
    {
        var payer = await world.IdAsync("businessId");
        await world.IdAsync("fundingSourceId");
        var payable = await PayableAsync(world, "SUBMITTED");
        await WalletAsync(world, await world.IdAsync(Payee));
        (await world.Owner.PostAsync($"/api/businesses/{payer}/payables/{payable}/approve")).Ok();
        return await MakeAsync(world, "/api/payments/initiate", new { payableId = payable });
    }

    private static async Task<string> TransactionAsync(World world)
    {
        var payment = await world.IdAsync("paymentId");
        await world.Owner.RunJobsAsync();
        return (await world.Owner.GetAsync($"/api/payments/{payment}")).Ok().Text("transactionId");
    }

    private static async Task<string> InvoiceConnectionAsync(World world, string business)
    {
        var settings = (await world.Owner.GetAsync("/invoice-providers")).Ok().Json.EnumerateArray().Single(provider => provider.GetProperty("key").GetString() == Provider)
            .GetProperty("settings").EnumerateArray().Where(setting => setting.GetProperty("required").GetBoolean())
            .ToDictionary(setting => setting.GetProperty("name").GetString()!, _ => "https://bills.example.test");
        return await MakeAsync(world, "/invoice-connections", new
        {
            provider = Provider,
            apiKey = "key",
            webhookSecret = WebhookSecret,
            client = await world.IdAsync(business),
            settings,
        });
    }

    // A business has one, whichever was asked for first: this or its books. Its system is left open, so that books can be connected by it.
    private static async Task<string> AccountingConnectionAsync(World world)
    {
        const string Path = "/v1/accounting_connections";
        var caller = world.Owner.For(await world.IdAsync("businessId"));
        var there = (await caller.GetAsync(Path)).Ok().At("data").EnumerateArray().ToList();
        return there.Count > 0 ? there[0].GetProperty("id").GetString()! : (await caller.PostAsync(Path)).Created().Text("id");
    }

    // With an account for every line, so that bills are submitted as they were before.
    private static async Task<string> BooksAsync(World world)
    {
        var books = await TestBooks.ConnectAsync(world.Owner, await world.IdAsync("businessId"));
        (await books.Desk.PatchAsync(
            $"/v1/entities/{books.Business.Value}/settings", new { accounting = new { ledger_account_ids = new { products = await books.AccountIdAsync(TestBooks.Travel) } } })).Ok();
        return $"{books.Connection.Id}";
    }

    private static Task<string> TaxRateAsync(World world) =>
        PulledAsync(world, "select id::text from accounting_tax_rates where remote_id = 'vat20' and accounting_connection_id = $1");

    private static Task<string> SyncedRecordAsync(World world) => PulledAsync(
        world,
        """
        insert into accounting_records (
            organization_id, id, accounting_connection_id, business_id, object_type, object_id, wanted, status, remote_id, try_at, object_updated_at, pulled_at, created_at, updated_at)
        select organization_id, gen_random_uuid(), id, business_id, 'vendor', gen_random_uuid(), 'present', 'done', 'vendor 1', created_at, created_at, created_at, created_at, created_at
        from accounting_connections where id = $1
        returning id::text
        """);

    private static Task<string> PulledBillAsync(World world) => PulledAsync(
        world,
        """
        insert into accounting_objects (organization_id, accounting_connection_id, business_id, object_type, remote_id, version, body, pulled_at)
        select organization_id, id, business_id, 'bill', 'bill 1', '1',
            '{"reference": {"id": "bill 1", "version": "1"}, "total": 1, "status": "open", "lines": []}', created_at
        from accounting_connections where id = $1
        returning remote_id
        """);

    // What the books hold, which no request can make.
    private static async Task<string> PulledAsync(World world, string sql)
    {
        var books = Guid.Parse(await world.IdAsync("books", AccountingApi.Document));
        await using var command = world.Owner.Server.Owner.CreateCommand(sql);
        command.Parameters.Add(new() { Value = books });
        return (string)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }

    private static async Task<string> DeliveryAsync(World world)
    {
        var body = Encoding.UTF8.GetBytes($$"""{"id":"{{Unique()}}"}""");
        using var content = new ByteArrayContent(body);
        content.Headers.Add("X-Webhook-Signature", $"sha256={Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(WebhookSecret), body))}");
        return (await world.Owner.PostAsync($"/webhooks/{Provider}/{await world.IdAsync("connectionId", IntakeApi.Document)}", content)).Ok().Text("id");
    }

    private static async Task<string> UnmatchedBillAsync(World world) =>
        (await world.Owner.DeliverAsync(await world.IdAsync("businessId"), new WrittenBill { Attachment = "1" })).GetProperty("id").GetString()!;

    private static async Task<string> EntityGroupAsync(World world) =>
        await PaymentsSteps.GroupAsync(world.Owner, await world.IdAsync("entityId", PaymentsApi.Document));

    private static async Task<string> EventAsync(World world)
    {
        await PayableAsync(world, "SUBMITTED");
        return (await world.Owner.For(await world.IdAsync("businessId")).GetAsync("/v1/events")).Ok().At("data")[0].GetProperty("id").GetString()!;
    }

    private static async Task<string> ContractorAsync(World world)
    {
        await world.IdAsync("connectionId");
        return IntakeSteps.Bare(await world.IdAsync(Payee));
    }

    private static async Task<string> MakeAsync(World world, string path, object body)
    {
        var made = await world.Owner.PostAsync(path, body);
        Assert.True(made.Status is 200 or 201, $"The maker's POST {path} was answered with {made.Status}: {made.Body}");
        return made.Text("id");
    }
}
