using Quittance.Domain;
using Quittance.Domain.Accounting;
using Quittance.Domain.Invoices;
using Quittance.Server.Storage;

namespace Quittance.Server.Accounting;

/// <summary>What of a bill and its payments is sent to the accounting system, read in the payer's organization.</summary>
internal static class BookBill
{
    /// <param name="vendorRemoteId">The system's id of the vendor.</param>
    /// <exception cref="AccountingException">A line has no account, no rate explains the tax, or the sums cannot be.</exception>
    public static async Task<BillToPush> BillToPushAsync(
        this TenantSession session, AccountingConnection connection, InvoiceId id, string vendorRemoteId, CancellationToken cancel)
    {
        var invoice = (await session.Invoices.GetAsync(id, cancel)).Invoice;
        var settings = await session.AccountingDefaults.GetAsync(connection.BusinessId, cancel);
        var accounts = await session.LedgerAccounts.OfAsync(connection.Id, cancel);
        var lines = BillBooking.Of(
            invoice,
            await session.ChosenCodingsAsync(connection, invoice, accounts, cancel),
            accounts,
            await session.TaxRates.OfAsync(connection.Id, cancel),
            settings.DeductionsRate);
        return new BillToPush(
            $"{id}",
            vendorRemoteId,
            invoice.Details.Number,
            invoice.Details.InvoiceDate ?? DateOnly.FromDateTime((invoice.ApprovedAt ?? invoice.CreatedAt).UtcDateTime),
            invoice.DueDate,
            invoice.Details.Memo,
            invoice.Amount,
            lines);
    }

    /// <summary>The account that payments leave: the one of the settings, else the only bank account, or the only one in the payment's currency.</summary>
    /// <returns>The system's id.</returns>
    /// <exception cref="AccountingException"><see cref="AccountingFault.LedgerAccountMissing"/>.</exception>
    public static async Task<string> PaymentAccountAsync(this TenantSession session, AccountingConnection connection, Currency currency, CancellationToken cancel)
    {
        var accounts = (await session.LedgerAccounts.OfAsync(connection.Id, cancel)).Where(account => account.IsOpen).ToList();
        var settings = await session.AccountingDefaults.GetAsync(connection.BusinessId, cancel);
        if (accounts.Find(account => account.Id == settings.PaymentsAccount) is { } chosen)
        {
            return chosen.RemoteId;
        }

        var banks = accounts.Where(account => account.IsBankAccount).ToList();
        var fitting = banks.Where(account => (account.CurrencyCode ?? connection.Company?.BaseCurrency) == currency.Code).ToList();
        return (banks, fitting) switch
        {
            ([var only], _) => only.RemoteId,
            (_, [var only]) => only.RemoteId,
            ([], _) => throw Missing("The accounting system has no bank account that payments could leave."),
            _ => throw Missing($"The accounting system has {banks.Count} bank accounts, and none is chosen for payments. Choose one as accounting.ledger_account_ids.payments with PATCH /v1/entities/{connection.BusinessId.Value}/settings."),
        };
    }

    private static AccountingException Missing(string message) => new(AccountingFault.LedgerAccountMissing, message);
}
