using Quittance.Connectors.AccountingSystems.Journal;
using Quittance.Domain;
using Quittance.Domain.Businesses;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Accounting;

/// <summary>Writes a business's bills and payments as a plain-text journal that hledger and beancount both read.</summary>
/// <remarks>
/// The common ground of the two: <c>open</c> directives of beancount are transactions without postings to hledger, quoted
/// payees and <c>^links</c> are descriptions, comments are comments. A bill enters the books when it is approved, on its
/// invoice date; a payment on the day it arrived; one that came back is taken back on that day.
/// </remarks>
internal sealed class ExportJournal(Database database)
{
    /// <summary>Streams the journal; memory does not grow with its length.</summary>
    public async Task RunAsync(Caller caller, BusinessId business, TextWriter output, CancellationToken cancel)
    {
        await using var session = await database.OpenAsync(caller.Organization, caller.Businesses, cancel);
        var (owner, _) = await session.Businesses.GetAsync(business, cancel);

        await output.WriteLineAsync($"; {JournalText.Text(owner.Name)}: bills and payments".AsMemory(), cancel);
        await output.WriteLineAsync(ReadOnlyMemory<char>.Empty, cancel);
        await WriteAccountsAsync(session, business, output, cancel);
        await WriteEntriesAsync(session, business, output, cancel);
    }

    private static async Task WriteAccountsAsync(TenantSession session, BusinessId business, TextWriter output, CancellationToken cancel)
    {
        foreach (var account in Journal.FixedAccounts)
        {
            await output.WriteLineAsync(JournalText.Open(account).AsMemory(), cancel);
        }

        await using var command = session.Sql(
            """
            select distinct p.id, p.name
            from invoices i
            join parties p on p.organization_id = i.organization_id and p.id = i.payee_id
            where i.organization_id = $1 and i.payer_id = $2 and i.approved_at is not null and i.status <> 'canceled'
            order by p.name, p.id
            """,
            business.Value);
        await using var row = await command.ExecuteReaderAsync(cancel);
        while (await row.ReadAsync(cancel))
        {
            await output.WriteLineAsync(JournalText.Open(Journal.PayableTo(row.GetGuid(0), row.GetString(1))).AsMemory(), cancel);
        }
    }

    // A bill that was taken off the table was never owed. One that was revised after its approval waits for the next.
    private static async Task WriteEntriesAsync(TenantSession session, BusinessId business, TextWriter output, CancellationToken cancel)
    {
        await using var command = session.Sql(
            """
            select entry_date, kind, entries.id, party_id, p.name, number, currency, amount_minor, tax_minor, prepaid_minor, source_kind
            from (
                select coalesce(i.invoice_date, (i.approved_at at time zone 'UTC')::date) as entry_date, 'bill' as kind, i.id, i.payee_id as party_id,
                       i.number, i.currency, i.amount_minor, coalesce(i.tax_minor, 0) as tax_minor, coalesce(i.prepaid_minor, 0) as prepaid_minor,
                       null as source_kind
                from invoices i
                where i.organization_id = $1 and i.payer_id = $2 and i.approved_at is not null and i.status <> 'canceled'
                union all
                select (t.completed_at at time zone 'UTC')::date, 'payment', t.id, t.payee_id, null, t.currency, t.amount_minor, 0, 0, m.kind
                from transactions t
                join payment_methods m on m.organization_id = t.organization_id and m.id = t.source_id
                where t.organization_id = $1 and t.payer_id = $2 and t.completed_at is not null
                union all
                select (t.updated_at at time zone 'UTC')::date, 'return', t.id, t.payee_id, null, t.currency, t.amount_minor, 0, 0, m.kind
                from transactions t
                join payment_methods m on m.organization_id = t.organization_id and m.id = t.source_id
                where t.organization_id = $1 and t.payer_id = $2 and t.status = 'returned') entries
            join parties p on p.organization_id = $1 and p.id = entries.party_id
            order by entry_date, kind, entries.id
            """,
            business.Value);
        await using var row = await command.ExecuteReaderAsync(cancel);
        while (await row.ReadAsync(cancel))
        {
            var entry = new JournalEntry(
                row.GetFieldValue<DateOnly>(0), Words.Read<JournalEntryKind>(row.GetString(1)), row.GetGuid(2), row.GetGuid(3), row.GetString(4), row.TextOrNull(5),
                new Money(row.GetInt64(7), Currency.Of(row.GetString(6))), row.GetInt64(8), row.GetInt64(9), row.TextOrNull(10) == "wallet");
            await output.WriteAsync(Journal.Entry(entry).AsMemory(), cancel);
        }
    }
}
