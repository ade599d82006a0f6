using Quittance.Domain;
using Quittance.Domain.Accounting;
using Quittance.Domain.Businesses;
using Quittance.Domain.Invoices;
using Quittance.Server.Invoices;
using Quittance.Server.Networks;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Accounting;

/// <summary>Somebody chooses the account and the tax rate of a line; nothing but somebody changes them again.</summary>
internal sealed class CodeLine(Idempotency idempotency, TimeProvider clock)
{
    public Task<PayableLines> RunAsync(
        Caller caller, BusinessId payer, InvoiceId id, Guid line, CodingChange change, CancellationToken cancel) =>
        idempotency.OnceAsync(caller, new { operation = nameof(CodeLine), payer, id, line, change }, async session =>
        {
            await session.GetPayableAsync(payer, id, cancel);
            var invoice = (await BothSides.LockInvoiceAsync(session, id, cancel)).Invoice;
            var chosen = (await session.LinesAsync(invoice, cancel)).FirstOrDefault(known => known.Id == line)
                ?? throw InvoiceStore.NotFound();
            var books = await session.FindBooksAsync(payer, cancel);
            await RequireUnbookedAsync(session, books, id, cancel);

            var coding = await CodedAsync(session, books, chosen, change, cancel);

            var others = (await session.Codings.OfAsync(id, cancel)).Where(known => known.Position != chosen.Line.Position);
            await session.Codings.ReplaceAsync(id, payer, coding is null ? [.. others] : [.. others, coding], clock.GetUtcNow(), cancel);
            session.Audit.Add(caller.Actor, "invoice.coded", $"{id}", chosen.Coding, coding);
            session.Events.Add("invoice.coded", id.Value, new { id = id.Value, chosen.Line.Position, LedgerAccountId = coding?.AccountId.Value });
            return new PayableLines(invoice, [chosen with { Coding = coding }]);
        }, cancel);

    private static async Task<LineCoding?> CodedAsync(
        TenantSession session, AccountingConnection? books, PayableLine line, CodingChange change, CancellationToken cancel)
    {
        var account = change.Account is null ? line.Coding?.AccountId : change.Account.Value;
        if (account is null)
        {
            return change.Rate?.Value is null ? null : throw Refused("ledger_account_id", "ledger_account_id is required with a tax rate");
        }

        // What is written is of the books of today, also where an earlier choice was of others.
        if (books is null || !(await session.LedgerAccounts.OfAsync(books.Id, cancel)).Any(known => known.Id == account && known.IsOpen))
        {
            throw Refused("ledger_account_id", "must be a ledger account in use of the entity's accounting system");
        }

        var rates = await session.TaxRates.OfAsync(books.Id, cancel);
        bool IsInUse(TaxRateId? id) => rates.Any(known => known.Id == id && known.IsActive);
        if (change.Rate?.Value is { } chosen && !IsInUse(chosen))
        {
            throw Refused("accounting_tax_rate_id", "must be a tax rate in use of the entity's accounting system");
        }

        var rate = change.Rate is not null ? change.Rate.Value : IsInUse(line.Coding?.TaxRateId) ? line.Coding?.TaxRateId : null;
        return new LineCoding(line.Line.Position, account.Value, rate, CodingSource.Person);
    }

    // A push that failed can be put right by another account; one that is done or on its way would not notice. The record is held, so that
    // none begins meanwhile.
    private static async Task RequireUnbookedAsync(TenantSession session, AccountingConnection? books, InvoiceId id, CancellationToken cancel)
    {
        await using var command = session.Sql(
            """
            select status = 'done' or asked_at is not null from accounting_records
            where organization_id = $1 and accounting_connection_id = $2 and object_type = 'bill' and object_id = $3 and wanted = 'present'
            order by created_at desc, id desc
            limit 1
            for share
            """,
            books?.Id.Value ?? Guid.Empty, id.Value);
        if (await command.ExecuteScalarAsync(cancel) is true)
        {
            throw new RefusedException(Refusal.BillBooked, $"Invoice {id} is in the accounting system already, or on its way there. Change its account there.");
        }
    }

    private static RefusedException Refused(string field, string message) => new(Refusal.InvalidInput, "Validation failed.", new FieldFault(field, message));
}

/// <summary>What somebody says of a line; null stays.</summary>
/// <param name="Rate">Nothing given for it takes the one that has the line's rate.</param>
internal sealed record CodingChange(Given<LedgerAccountId>? Account, Given<TaxRateId>? Rate);
