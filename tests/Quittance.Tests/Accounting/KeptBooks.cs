using System.Text.Json;
using Quittance.Counterparts;
using Quittance.Server.Api.Network;
using Quittance.Tests.Network;

namespace Quittance.Tests.Accounting;

/// <summary>Two connected businesses of which the payer keeps its books in a journal, and what its file says.</summary>
internal sealed record KeptBooks(Desk Desk, Tenant Api, string Connection)
{
    private const string Connections = "/v1/accounting_connections";

    public Tenant Tenant => Desk.Tenant;

    public TestServer Server => Desk.Tenant.Server;

    private string File => Path.Combine(Server.Options.Accounting.Journals, Connection, "books.journal");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Books that have been read once, with accounts chosen for purchases and payments.</summary>
    public static async Task<KeptBooks> OpenAsync(TestServer server, object? autoApproval = null)
    {
        var books = await ConnectAsync(await Desk.OpenAsync(server, autoApproval));
        await books.Tenant.RunJobsAsync();
        (await books.ChooseAsync(new { products = await books.AccountAsync("Expenses:Other"), payments = await books.AccountAsync("Assets:Bank") })).Ok();
        return books;
    }

    /// <summary>Connects the payer of a desk; nothing has been read yet.</summary>
    public static async Task<KeptBooks> ConnectAsync(Desk desk)
    {
        var api = desk.Tenant.For(desk.Payer);
        var id = (await api.PostAsync(Connections, new { platform = "journal" })).Created().Text("id");
        (await api.PostAsync($"{Connections}/{id}/credentials", new { platform = "journal" })).Ok();
        return new KeptBooks(desk, api, id);
    }

    public Task<Answer> ChooseAsync(object accounts) =>
        Api.PatchAsync($"/v1/entities/{NetworkIds.BusinessOf(Desk.Payer).Value}/settings", new { accounting = new { ledger_account_ids = accounts } });

    public async Task<Guid> AccountAsync(string name) => (await Api.GetAsync("/v1/ledger_accounts")).Ok().Json.GetProperty("data").EnumerateArray()
        .Single(account => account.GetProperty("name").GetString() == name).GetProperty("id").GetGuid();

    public Task<Answer> SyncAsync() => Api.PostAsync($"{Connections}/{Connection}/sync");

    /// <summary>Forces a synchronisation and has it run.</summary>
    public async Task SyncedAsync()
    {
        (await SyncAsync()).Is(202);
        await Tenant.RunJobsAsync();
    }

    public async Task<JsonElement> ProgressAsync() => (await Api.GetAsync($"{Connections}/{Connection}/progress")).Ok().Json;

    public async Task<JsonElement> ReadAsync() => (await Api.GetAsync($"{Connections}/{Connection}")).Ok().Json;

    /// <summary>The payer approves a bill of the payee.</summary>
    /// <returns>As the Network dialect names it.</returns>
    public async Task<string> ApprovedAsync(decimal amount = 100m)
    {
        var bill = await Desk.ApprovedAsync(amount);
        await Tenant.RunJobsAsync();
        return bill;
    }

    /// <summary>The payer approves a bill of another payee.</summary>
    public async Task ApprovedOfAnotherAsync()
    {
        var other = Desk with { Payee = await Tenant.BusinessAsync("Another SAS") };
        await (other with { Connection = await Tenant.ConnectAsync(other.Payer, other.Payee) }).ApprovedAsync(7m);
        await Tenant.RunJobsAsync();
    }

    /// <summary>Pays a bill; the money arrives.</summary>
    public async Task PaidAsync(string bill, string? note = null, string? source = null)
    {
        (await Desk.InitiateAsync(bill, note, source: source)).Created();
        await Tenant.RunJobsAsync();
        Server.Clock.Advance(TimeSpan.FromSeconds(3));
        await Tenant.RunJobsAsync();
    }

    public async Task<IReadOnlyList<JsonElement>> RecordsAsync(string type) =>
        [.. (await Api.GetAsync($"/v1/accounting_synced_records?object_type={type}")).Ok().Json.GetProperty("data").EnumerateArray()];

    /// <summary>Status, what is wanted and the kind of error of every record of a type.</summary>
    public async Task<IReadOnlyList<string>> StandAsync(string type) => [.. (await RecordsAsync(type)).Select(Say)];

    public async Task<JsonElement> RecordAsync(string type) => Assert.Single(await RecordsAsync(type));

    public Task<Answer> PushAsync(JsonElement record) => Api.PostAsync($"/v1/accounting_synced_records/{record.GetProperty("id").GetString()}/push");

    public static string Say(JsonElement record) => string.Join(
        ' ',
        new[]
        {
            record.GetProperty("sync_status").GetString(), record.GetProperty("wanted").GetString(),
            record.GetProperty("errors") is { ValueKind: JsonValueKind.Object } error ? error.GetProperty("type").GetString() : null,
        }.OfType<string>());

    /// <summary>The first lines of the entries in the journal.</summary>
    public async Task<IReadOnlyList<string>> EntriesAsync() => !System.IO.File.Exists(File) ? [] :
        [.. (await System.IO.File.ReadAllLinesAsync(File, Cancel)).Where(line => line.Contains(" * ", StringComparison.Ordinal))];

    /// <summary>All that stands in the journal.</summary>
    public Task<string> TextAsync() => System.IO.File.ReadAllTextAsync(File, Cancel);

    /// <summary>A bookkeeper edits the file.</summary>
    public async Task EditAsync(Func<string, string> edit) => await System.IO.File.WriteAllTextAsync(File, edit(await System.IO.File.ReadAllTextAsync(File, Cancel)), Cancel);

    /// <summary>What every account holds by hledger, in cents, without zeros; after hledger and beancount found nothing wrong.</summary>
    public async Task<IReadOnlyDictionary<string, long>> BalancesAsync()
    {
        await PlainTextJournal.CheckAsync(File, Cancel);
        return await PlainTextJournal.BalancesByHledgerAsync(File, Cancel);
    }
}
