using System.Globalization;
using System.Net.Http.Headers;
using Npgsql;
using Quittance.Server.Api.Network;
using Quittance.Server.Verification;
using Quittance.Tests.Documents;
using Quittance.Tests.Intake;
using Quittance.Tests.Network;

namespace Quittance.Tests.Verification;

/// <summary>A database that has been through it all: two organizations, a paid invoice and a scheduled one between them. Each test breaks a copy of its own.</summary>
public sealed class SettledDatabase : IAsyncLifetime
{
    private readonly TestServer _server = new();
    private int _copies;

    public async ValueTask InitializeAsync()
    {
        await _server.InitializeAsync();
        var across = await _server.AcrossAsync();
        foreach (var vat in new[] { "FR11999999998", "ATU123456789" })
        {
            var supplier = (await across.Payee.PostAsync("/api/businesses", new { name = $"Supplier {vat}", registrationNumbers = new { vat } }, key: vat)).Created().Text("id");
            var invitation = await across.Payer.InviteAsync(across.PayerBusiness);
            (await across.Payee.AcceptAsync(invitation.Text("token"), supplier)).Ok();
            (await across.Payer.PatchAsync(
                $"/api/connections/{invitation.Text("connectionId")}/settings", new { autoApproval = new { enabled = true, requireMatchedSupplier = true } })).Ok();
        }

        var books = await ConnectBooksAsync(across);
        await ImportAsync(across, "akretion-en16931-ubl.xml");
        _server.Clock.Advance(TimeSpan.FromDays(4000)); // Past the due dates of the samples.
        await across.Payer.RunJobsAsync();
        _server.Clock.Advance(TimeSpan.FromSeconds(3));
        await across.Payer.RunJobsAsync();
        await LeaveIntakeUndoneAsync(across);
        await ChooseAccountAsync(books, across);
        await ImportAsync(across, "xrechnung-comprehensive-ubl.xml"); // Nobody runs its payment: it stays scheduled.
        await across.Payer.InviteAsync(across.PayerBusiness, "someone@else.example"); // And this one stays open.
    }

    private static async Task<Tenant> ConnectBooksAsync(Across across)
    {
        var books = across.Payer.For(across.PayerBusiness);
        var id = (await books.PostAsync("/v1/accounting_connections", new { platform = "journal" })).Created().Text("id");
        (await books.PostAsync($"/v1/accounting_connections/{id}/credentials", new { platform = "journal" })).Ok();
        return books;
    }

    // From now on every line needs an account.
    private static async Task ChooseAccountAsync(Tenant books, Across across)
    {
        var account = (await books.GetAsync("/v1/ledger_accounts")).Ok().Json.GetProperty("data").EnumerateArray()
            .Single(account => account.GetProperty("name").GetString() == "Expenses:Other").GetProperty("id").GetString();
        (await books.PatchAsync(
            $"/v1/entities/{NetworkIds.BusinessOf(across.PayerBusiness).Value}/settings", new { accounting = new { ledger_account_ids = new { products = account } } })).Ok();
    }

    // A poll that failed, a bill that could not be fetched, and a webhook that nobody has read yet.
    private static async Task LeaveIntakeUndoneAsync(Across across)
    {
        var connection = (await across.Payer.PostAsync("/invoice-connections", new
        {
            provider = "yooz",
            apiKey = "k",
            webhookSecret = "s",
            client = across.PayerBusiness,
            settings = new { baseUrl = "http://127.0.0.1:9" },
        })).Created().Text("id");
        await across.Payer.CallAsync(connection, "s", """{"id":"evt_1","type":"invoice.created","invoice":{"id":"F-1","updatedAt":"2026-01-01T00:00:00Z"}}""");
        await across.Payer.RunJobsAsync();
        await across.Payer.CallAsync(connection, "s", """{"id":"evt_2","type":"ping"}""");
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    /// <summary>What verify says of a copy after <paramref name="damage"/>, which no constraint or trigger of rows stops.</summary>
    internal async Task<IReadOnlyList<CheckResult>> VerifyAfterAsync(string damage, CancellationToken cancel)
    {
        var name = $"copy_{Interlocked.Increment(ref _copies).ToString(CultureInfo.InvariantCulture)}";
        await CopyAsync(name, cancel);
        var copy = new NpgsqlConnectionStringBuilder(_server.Options.OwnerDatabase) { Database = name, Pooling = false }.ConnectionString;
        await using var owner = NpgsqlDataSource.Create(copy);
        await using (var command = owner.CreateCommand($"set session_replication_role = replica; {damage}"))
        {
            await command.ExecuteNonQueryAsync(cancel);
        }

        return await VerifyDatabase.RunAsync(owner, _server.Options.MasterKeys, TimeProvider.System, _ => { }, cancel);
    }

    private async Task CopyAsync(string name, CancellationToken cancel)
    {
        var maintenance = new NpgsqlConnectionStringBuilder(_server.Options.OwnerDatabase) { Database = "postgres", Pooling = false }.ConnectionString;
        await using var db = NpgsqlDataSource.Create(maintenance);
        await using var end = db.CreateCommand("select pg_terminate_backend(pid) from pg_stat_activity where datname = 'quittance'");
        await end.ExecuteNonQueryAsync(cancel);
        await using var copy = db.CreateCommand($"create database {name} template quittance");
        await copy.ExecuteNonQueryAsync(cancel);
    }

    private static async Task ImportAsync(Across across, string file)
    {
        using var content = new MultipartFormDataContent();
        var bytes = new ByteArrayContent(InvoiceSamples.Fixture(file));
        bytes.Headers.ContentType = new MediaTypeHeaderValue("application/xml");
        content.Add(bytes, "file", file);
        var result = (await across.Payer.PostAsync($"/api/businesses/{across.PayerBusiness}/imports", content)).Ok().Json.EnumerateArray().Single();
        Assert.True(result.GetProperty("outcome").GetString() == "created", result.ToString());
    }
}
