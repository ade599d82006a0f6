using Quittance.Domain;
using Quittance.Domain.Accounting;
using Quittance.Domain.Businesses;
using Quittance.Domain.Invoices;
using Quittance.Server.Networks;
using Quittance.Server.Storage;

namespace Quittance.Server.Accounting;

/// <summary>Keeps the payer's coding in step with a bill, and keeps bills that nobody could book from being approved.</summary>
/// <remarks>All of it happens in the payer's organization and past the business wall: who acts may be the payee, who knows nothing of it.</remarks>
internal static class CodeBill
{
    /// <summary>After a step of an invoice: lines that were changed take their codings along, and a bill that reaches its payer is coded.</summary>
    public static Task FollowCodingAsync(this TenantSession session, Invoice? before, Invoice after, CancellationToken cancel)
    {
        var isDue = after.Status is InvoiceStatus.Submitted or InvoiceStatus.Approved && before?.Status != after.Status;
        var isChanged = before is not null && (before.Amount != after.Amount || !before.Details.HasSameContentAs(after.Details));
        return isDue || isChanged
            ? BothSides.AtPayerAsync(
                session,
                after,
                async payer =>
                {
                    await payer.CodeAsync(isChanged ? before : null, after, isDue, cancel);
                    return after.Id;
                },
                cancel)
            : Task.CompletedTask;
    }

    /// <summary>Why a bill cannot be booked, in words: it names the lines without an account. Null when it can, and while nothing has to be booked.</summary>
    public static Task<string?> WhyNotBookableAsync(this TenantSession session, Invoice invoice, CancellationToken cancel) =>
        BothSides.AtPayerAsync(session, invoice, payer => WhyNotAsync(payer, invoice, cancel), cancel);

    /// <summary>Refuses a bill of which a line has no account.</summary>
    public static async Task RequireCodedAsync(this TenantSession session, Invoice invoice, CancellationToken cancel)
    {
        if (await session.WhyNotBookableAsync(invoice, cancel) is { } why)
        {
            throw new RefusedException(
                Refusal.LedgerAccountMissing,
                $"{why} Choose one with PATCH /v1/payables/{invoice.Id.Value}/line_items/{{line_item_id}}, or one for all bills as accounting.ledger_account_ids.products with PATCH /v1/entities/{invoice.PayerId.Value}/settings.");
        }
    }

    /// <summary>What is booked of a bill when nobody has chosen otherwise.</summary>
    public static async Task<IReadOnlyList<LineCoding>> ChosenCodingsAsync(
        this TenantSession session, AccountingConnection connection, Invoice invoice, IReadOnlyList<LedgerAccount> accounts, CancellationToken cancel) =>
        AutoCoding.Of(
            BillLine.Of(invoice),
            await session.Codings.OfAsync(invoice.Id, cancel),
            await session.LastCodedAsync(connection, invoice, cancel),
            (await session.AccountingDefaults.GetAsync(invoice.PayerId, cancel)).ProductsAccount,
            accounts);

    /// <summary>The connection whose accounts bills are coded with: one that was connected and is not disconnected; null when there is none.</summary>
    public static async Task<AccountingConnection?> FindBooksAsync(this TenantSession session, BusinessId business, CancellationToken cancel) =>
        (await session.AccountingConnections.ListAsync(business, cancel)).SingleOrDefault(connection => connection.ConnectedAt is not null);

    private static async Task CodeAsync(this TenantSession payer, Invoice? before, Invoice after, bool isDue, CancellationToken cancel)
    {
        if (before is not null && await payer.Codings.OfAsync(after.Id, cancel) is { Count: > 0 } codings)
        {
            // A bill without lines is one line, whatever its memo says.
            var was = BillLine.Of(before with { Details = before.Details with { Memo = after.Details.Memo, Number = after.Details.Number } });
            var followed = AutoCoding.Follow(was, BillLine.Of(after), codings);
            await payer.Codings.ReplaceAsync(after.Id, after.PayerId, followed, after.UpdatedAt, cancel);
        }

        if (isDue && await payer.FindBooksAsync(after.PayerId, cancel) is { } books && await payer.LedgerAccounts.OfAsync(books.Id, cancel) is { Count: > 0 } accounts)
        {
            var chosen = await payer.ChosenCodingsAsync(books, after, accounts, cancel);
            await payer.Codings.ReplaceAsync(after.Id, after.PayerId, chosen, after.UpdatedAt, cancel);
        }
    }

    // Until the accounts have come over for the first time, nobody could choose one.
    private static async Task<string?> WhyNotAsync(TenantSession payer, Invoice invoice, CancellationToken cancel)
    {
        if (await payer.FindBooksAsync(invoice.PayerId, cancel) is not { } books || await payer.LedgerAccounts.OfAsync(books.Id, cancel) is not { Count: > 0 } accounts)
        {
            return null;
        }

        var uncoded = BillBooking.Uncoded(BillLine.Of(invoice), await payer.Codings.OfAsync(invoice.Id, cancel), accounts);
        return uncoded.Count == 0 ? null : BillBooking.Say(uncoded);
    }

    private static async Task<CodedBill?> LastCodedAsync(this TenantSession payer, AccountingConnection connection, Invoice invoice, CancellationToken cancel)
    {
        if (await payer.Codings.FindLastAsync(connection.Id, invoice, cancel) is not { } last)
        {
            return null;
        }

        var bill = (await payer.Invoices.GetAsync(last, cancel)).Invoice;
        return new CodedBill(BillLine.Of(bill), await payer.Codings.OfAsync(last, cancel));
    }
}
