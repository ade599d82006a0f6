using System.Text.Json;
using Npgsql;
using Quittance.Domain.Accounting;
using Quittance.Domain.Businesses;
using Quittance.Server.Storage;

namespace Quittance.Server.Accounting;

/// <summary>A bill as the accounting system was last seen to have it.</summary>
/// <param name="Accounts">Our ids of the accounts that its lines are booked on, by the system's.</param>
/// <param name="Rates">Our ids of the tax rates, by the system's.</param>
internal sealed record PulledBill(RemoteBill Bill, IReadOnlyDictionary<string, Guid> Accounts, IReadOnlyDictionary<string, Guid> Rates);

internal static class PulledBills
{
    private const string Here =
        """
        select body from accounting_objects
        where organization_id = $1 and business_id = $2 and accounting_connection_id = $3 and object_type = 'bill' and not is_deleted
        """;

    /// <summary>Bills of the connected books, newest change first. What was never pulled is not among them.</summary>
    public static async Task<IReadOnlyList<PulledBill>> ListPulledBillsAsync(this TenantSession session, BusinessId business, int limit, int offset, CancellationToken cancel) =>
        await session.FindBooksAsync(business, cancel) is { } books
            ? await session.ReadAsync(
                books, session.Sql($"{Here} order by changed_at desc nulls last, remote_id limit $4 offset $5", business.Value, books.Id.Value, limit, offset), cancel)
            : [];

    /// <param name="id">The system's.</param>
    public static async Task<PulledBill?> FindPulledBillAsync(this TenantSession session, BusinessId business, string id, CancellationToken cancel) =>
        await session.FindBooksAsync(business, cancel) is { } books
            ? (await session.ReadAsync(books, session.Sql($"{Here} and remote_id = $4", business.Value, books.Id.Value, id), cancel)).SingleOrDefault()
            : null;

    private static async Task<IReadOnlyList<PulledBill>> ReadAsync(this TenantSession session, AccountingConnection books, NpgsqlCommand command, CancellationToken cancel)
    {
        var bills = new List<RemoteBill>();
        await using (command)
        {
            await using var row = await command.ExecuteReaderAsync(cancel);
            while (await row.ReadAsync(cancel))
            {
                bills.Add(JsonSerializer.Deserialize<RemoteBill>(row.GetString(0), StoredJson.Options)!);
            }
        }

        var accounts = (await session.LedgerAccounts.OfAsync(books.Id, cancel)).ToDictionary(account => account.RemoteId, account => account.Id.Value);
        var rates = (await session.TaxRates.OfAsync(books.Id, cancel)).ToDictionary(rate => rate.RemoteId, rate => rate.Id.Value);
        return [.. bills.Select(bill => new PulledBill(bill, accounts, rates))];
    }
}
