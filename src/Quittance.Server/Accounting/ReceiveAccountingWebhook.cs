using Npgsql;
using Quittance.Connectors;
using Quittance.Domain.Accounting;
using Quittance.Server.Storage;

namespace Quittance.Server.Accounting;

/// <summary>Takes an accounting system's call: verifies it, and asks for a synchronisation of those whom it names.</summary>
internal sealed class ReceiveAccountingWebhook(NpgsqlDataSource source, Database database, ConnectorCatalog catalog, TimeProvider clock)
{
    /// <summary>More are left to the hourly synchronisation.</summary>
    private const int CompaniesMax = 1000;

    /// <param name="header">The value of a request header by its name; null when there is none.</param>
    /// <returns>Whether the system itself sent it.</returns>
    /// <exception cref="Domain.RefusedException">There is no such system, or it never calls.</exception>
    public async Task<bool> RunAsync(string platform, ReadOnlyMemory<byte> body, Func<string, string?> header, CancellationToken cancel)
    {
        if (catalog.FindAccountingSystem(platform) is not IAccountingWebhookSender sender)
        {
            throw Api.Ids.NotFound("accounting system that calls");
        }

        if (!sender.IsGenuine(body.Span, header))
        {
            return false;
        }

        foreach (var place in await PlacesAsync(platform, sender.CompaniesIn(body), cancel))
        {
            await using var session = await database.OpenAsync(place.Organization, cancel);
            var now = clock.GetUtcNow();
            await session.AskForSyncAsync(new AccountingConnectionId(place.Id), now, cancel);
            await session.CommitAsync(cancel);
        }

        return true;
    }

    private async Task<List<AccountingConnectionPlace>> PlacesAsync(string platform, IReadOnlyList<string> companies, CancellationToken cancel)
    {
        await using var command = source.CreateCommand(
            "select distinct f.organization_id, f.id from unnest($2::bytea[]) as company (hash) cross join lateral gate.find($1, company.hash) f");
        command.Parameters.Add(new() { Value = AccountingConnectionStore.CompanyKind });
        command.Parameters.Add(new() { Value = companies.Distinct(StringComparer.Ordinal).Take(CompaniesMax).Select(company => AccountingConnectionStore.CompanyHash(platform, company)).ToArray() });
        await using var row = await command.ExecuteReaderAsync(cancel);
        var places = new List<AccountingConnectionPlace>();
        while (await row.ReadAsync(cancel))
        {
            places.Add(new AccountingConnectionPlace(new OrganizationId(row.GetGuid(0)), row.GetGuid(1)));
        }

        return places;
    }
}
