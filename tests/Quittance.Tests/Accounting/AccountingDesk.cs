using System.Text.Json;
using Npgsql;
using Quittance.Server.Api.Network;
using Quittance.Server.Storage;

namespace Quittance.Tests.Accounting;

/// <summary>A business and its accounting connection, seen through the Accounting dialect.</summary>
internal sealed class AccountingDesk(TestServer server, Tenant owner, string business)
{
    public const string Connections = "/v1/accounting_connections";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>The organization's owner.</summary>
    public Tenant Owner => owner;

    /// <summary>The business, as the Network dialect names it.</summary>
    public string Business => business;

    /// <summary>The owner, about this business.</summary>
    public Tenant Api { get; } = owner.For(business);

    /// <summary>A company name that no other test has.</summary>
    public string Company { get; } = $"company-{Guid.CreateVersion7(server.Clock.GetUtcNow()):n}";

    public static async Task<AccountingDesk> OpenAsync(TestServer server)
    {
        var tenant = await server.NewTenantAsync();
        return new AccountingDesk(server, tenant, await tenant.BusinessAsync("Keeper & Sons"));
    }

    /// <summary>A connection that waits for its user.</summary>
    public async Task<JsonElement> BeginAsync(string? platform = null) => (await Api.PostAsync(Connections, platform is null ? null : new { platform })).Created().Json;

    /// <summary>A connection that its form connected.</summary>
    public async Task<string> ConnectAsync(string? database = null)
    {
        var id = (await BeginAsync()).GetProperty("id").GetString()!;
        (await CredentialsAsync(id, database)).Ok();
        return id;
    }

    public Task<Answer> CredentialsAsync(string id, string? database = null, string password = FormBooks.Password, string? user = null, string platform = FormBooks.Platform, string? key = null) =>
        Api.PostAsync($"{Connections}/{id}/credentials", new { platform, settings = new { database = database ?? Company, password, user } }, key);

    /// <summary>A connection whose user agreed on the system's own page.</summary>
    public async Task<string> ConsentAsync()
    {
        var made = await BeginAsync(ConsentedBooks.Platform);
        using var browser = new LinkBrowser(server);
        (await browser.AgreeAsync(LinkBrowser.TokenOf(made), Company)).Is(302);
        var id = made.GetProperty("id").GetString()!;
        Assert.Equal("connected", (await GetAsync(id)).GetProperty("status").GetString());
        return id;
    }

    public async Task<JsonElement> GetAsync(string id) => (await Api.GetAsync($"{Connections}/{id}")).Ok().Json;

    /// <summary>A fresh pending, connected, deauthorized or disconnected connection of a business of its own.</summary>
    public static async Task<(AccountingDesk Desk, string Id)> InAsync(TestServer server, string status)
    {
        var desk = await OpenAsync(server);
        var id = status == "pending_auth" ? (await desk.BeginAsync()).GetProperty("id").GetString()! : await desk.ConnectAsync();
        if (status == "deauthorized")
        {
            await desk.DeauthorizeAsync(id);
        }
        else if (status == "disconnected")
        {
            (await desk.Api.PostAsync($"{Connections}/{id}/disconnect")).Ok();
        }

        Assert.Equal(status, (await desk.GetAsync(id)).GetProperty("status").GetString());
        return (desk, id);
    }

    /// <summary>What a synchronisation does when the system does not take the credentials any more.</summary>
    public Task DeauthorizeAsync(string id) => server.DeauthorizeAsync(owner.Id, id);

    /// <summary>One value of the connection's row.</summary>
    public async Task<T?> ColumnAsync<T>(string id, string column)
    {
        await using var command = server.Owner.CreateCommand($"select {column} from accounting_connections where id = $1");
        command.Parameters.Add(new() { Value = Guid.Parse(id) });
        return await command.ExecuteScalarAsync(Cancel) is T value ? value : default;
    }

    public async Task<int> ExecuteAsync(string sql, params object[] values)
    {
        await using var command = server.Owner.CreateCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }

        return await command.ExecuteNonQueryAsync(Cancel);
    }

    /// <summary>The first column of a query, as text.</summary>
    public async Task<IReadOnlyList<string>> TextsAsync(string sql, params object[] values)
    {
        await using var command = server.Owner.CreateCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }

        await using var row = await command.ExecuteReaderAsync(Cancel);
        var texts = new List<string>();
        while (await row.ReadAsync(Cancel))
        {
            texts.Add(row.GetString(0));
        }

        return texts;
    }

    public OrganizationId Organization => owner.Id;

    /// <summary>The business's bare id.</summary>
    public Guid BusinessValue => NetworkIds.BusinessOf(business).Value;
}
