using Quittance.Domain.Invoices;

namespace Quittance.Domain.Accounting;

/// <summary>Turns a bill into the lines that an accounting system books: every line with its account, net and tax adding up to exactly what is owed.</summary>
public static class BillBooking
{
    private const int NamedMax = 5;

    /// <summary>The lines of the bill without an account that can be booked on. What stands beside the lines needs none of its own.</summary>
    public static IReadOnlyList<BillLine> Uncoded(IReadOnlyList<BillLine> lines, IReadOnlyList<LineCoding> codings, IReadOnlyList<LedgerAccount> accounts)
    {
        var open = accounts.Where(account => account.IsOpen).Select(account => account.Id).ToHashSet();
        var coded = codings.Where(coding => open.Contains(coding.AccountId)).Select(coding => coding.Position).ToHashSet();
        return [.. lines.Where(line => line.Position >= 0 && !coded.Contains(line.Position))];
    }

    /// <summary>Says which lines lack an account, for people.</summary>
    public static string Say(IReadOnlyList<BillLine> uncoded) =>
        $"No ledger account is chosen for {string.Join(", ", uncoded.Take(NamedMax).Select(line => line.Label))}"
        + (uncoded.Count > NamedMax ? $" and {uncoded.Count - NamedMax} more lines." : ".");

    /// <summary>Books a bill.</summary>
    /// <param name="codings">Beside the lines of the bill, what stands beside them takes the account of the largest line unless it is coded itself.</param>
    /// <param name="accounts">All of the connection.</param>
    /// <param name="rates">All of the connection; in books without any, tax is stated without a rate.</param>
    /// <param name="deductions">The rate that is tried first for allowances and charges; null for none in particular.</param>
    /// <exception cref="AccountingException">
    /// <see cref="AccountingFault.LedgerAccountMissing"/>, <see cref="AccountingFault.TaxRateMissing"/>, or
    /// <see cref="AccountingFault.TotalDiffers"/>: rates and tax of the bill cannot both be true.
    /// </exception>
    public static IReadOnlyList<BillLineToPush> Of(
        Invoice invoice, IReadOnlyList<LineCoding> codings, IReadOnlyList<LedgerAccount> accounts, IReadOnlyList<TaxRate> rates, TaxRateId? deductions = null)
    {
        var lines = BillLine.Of(invoice);
        if (lines.Sum(line => (decimal)line.NetMinor) + (invoice.Details.TaxMinor ?? 0) != invoice.Amount.Minor)
        {
            throw new AccountingException(AccountingFault.TotalDiffers, "The lines of the bill are further away from what is owed than any amount.");
        }

        var uncoded = Uncoded(lines, codings, accounts);
        if (uncoded.Count > 0)
        {
            throw new AccountingException(AccountingFault.LedgerAccountMissing, Say(uncoded));
        }

        var byPosition = codings.ToDictionary(coding => coding.Position);
        var byId = accounts.Where(account => account.IsOpen).ToDictionary(account => account.Id);
        var largest = byId[byPosition[lines.Where(line => line.Position >= 0).MaxBy(line => Math.Abs((decimal)line.NetMinor))!.Position].AccountId];
        var taxes = LineTaxes.Of(lines, byPosition, rates, deductions, invoice.Details.TaxMinor, invoice.Amount.Currency);
        return
        [
            .. lines.Zip(taxes, (line, tax) => new BillLineToPush(
                line.Description,
                line.Quantity,
                line.UnitPrice,
                line.NetMinor,
                tax.Minor,
                (byPosition.TryGetValue(line.Position, out var coding) && byId.TryGetValue(coding.AccountId, out var own) ? own : largest).RemoteId,
                tax.Rate?.RemoteId)),
        ];
    }
}
