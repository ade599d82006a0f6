using Quittance.Domain;
using Quittance.Domain.Accounting;
using Quittance.Domain.Businesses;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Accounting;

/// <summary>Chooses what a business takes when nothing better is known. Bills that are coded already stay as they are; what failed for want of a choice is tried again.</summary>
internal sealed class ChangeAccountingDefaults(Idempotency idempotency, TimeProvider clock)
{
    private static readonly AccountingFault[] Mended = [AccountingFault.LedgerAccountMissing, AccountingFault.TaxRateMissing];

    public Task<AccountingDefaults> RunAsync(Caller caller, BusinessId business, AccountingDefaultsChange change, CancellationToken cancel) =>
        idempotency.OnceAsync(caller, new { operation = nameof(ChangeAccountingDefaults), business, change }, async session =>
        {
            await session.Businesses.LockAsync(business, cancel);
            var before = await session.AccountingDefaults.GetAsync(business, cancel);
            var after = change.Of(before);
            var books = await session.FindBooksAsync(business, cancel);
            await RequireOwnAsync(session, books, before, after, cancel);

            var now = clock.GetUtcNow();
            await session.AccountingDefaults.PutAsync(business, after, now, cancel);
            if (books is not null)
            {
                await session.AccountingRecords.TryAgainAsync(books.Id, Mended, now, cancel);
                await session.AskToPushAsync(books, now, cancel);
            }

            session.Audit.Add(caller.Actor, "accounting_settings.changed", $"{business}", before, after);
            session.Events.Add("accounting_settings.changed", business.Value, new { id = business.Value });
            return after;
        }, cancel);

    // What stays is not asked about again: its books may have been disconnected meanwhile.
    private static async Task RequireOwnAsync(TenantSession session, AccountingConnection? books, AccountingDefaults before, AccountingDefaults after, CancellationToken cancel)
    {
        var accounts = books is null ? [] : await session.LedgerAccounts.OfAsync(books.Id, cancel);
        var rates = books is null ? [] : await session.TaxRates.OfAsync(books.Id, cancel);
        var faults = new List<FieldFault>();
        RequireAccount("accounting.ledger_account_ids.payments", before.PaymentsAccount, after.PaymentsAccount);
        RequireAccount("accounting.ledger_account_ids.products", before.ProductsAccount, after.ProductsAccount);
        if (after.DeductionsRate is { } rate && rate != before.DeductionsRate && !rates.Any(known => known.Id == rate && known.IsActive))
        {
            faults.Add(new FieldFault("accounting.tax_ids.deductions", "must be a tax rate in use of the entity's accounting system"));
        }

        if (faults.Count > 0)
        {
            throw new RefusedException(Refusal.InvalidInput, "Validation failed.", faults);
        }

        void RequireAccount(string field, LedgerAccountId? was, LedgerAccountId? chosen)
        {
            if (chosen is { } id && id != was && !accounts.Any(known => known.Id == id && known.IsOpen))
            {
                faults.Add(new FieldFault(field, "must be a ledger account in use of the entity's accounting system"));
            }
        }
    }
}

/// <summary>What somebody changes; null stays.</summary>
internal sealed record AccountingDefaultsChange(Given<LedgerAccountId>? Payments, Given<LedgerAccountId>? Products, Given<TaxRateId>? Deductions)
{
    /// <summary>Takes everything away.</summary>
    public static readonly AccountingDefaultsChange Clear = new(new(null), new(null), new(null));

    public AccountingDefaults Of(AccountingDefaults settings) => new(
        Payments is null ? settings.PaymentsAccount : Payments.Value,
        Products is null ? settings.ProductsAccount : Products.Value,
        Deductions is null ? settings.DeductionsRate : Deductions.Value);
}

/// <summary>A choice that was given; null takes the one there was away.</summary>
internal sealed record Given<T>(T? Value)
    where T : struct;
