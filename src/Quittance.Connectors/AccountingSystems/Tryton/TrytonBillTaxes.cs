using System.Text.Json;
using System.Text.Json.Nodes;
using Quittance.Domain;
using Quittance.Domain.Accounting;
using static Quittance.Connectors.AccountingSystems.Tryton.TrytonValue;

namespace Quittance.Connectors.AccountingSystems.Tryton;

/// <summary>The tax lines of a draft: Tryton's own, with the amounts that the bill has.</summary>
/// <remarks>
/// Tryton keeps a tax line for each tax and sign of its base, and counts them again only where a base differs (update_taxes in
/// account_invoice/invoice.py), so an amount that was corrected by a rounding stays, with the right tax behind it.
/// </remarks>
internal static class TrytonBillTaxes
{
    private const string InvoiceTax = "account.invoice.tax";

    private const int RowsMax = 200;

    /// <summary>The id of a tax.</summary>
    public static long TaxOf(string rate) => IdOf(rate) ?? throw NoTax(rate);

    /// <summary>Finds out before anything is made whether Tryton has all taxes of a bill.</summary>
    /// <remarks>A company without any purchase tax gets none back: there the tax is part of what a line costs.</remarks>
    public static async Task RequireAsync(TrytonCalls tryton, BillToPush bill, CancellationToken cancel)
    {
        if (bill.Lines.FirstOrDefault(line => line.TaxRateId is null && line.TaxMinor != 0) is { } untaxed
            && (await TrytonLists.TaxesAsync(tryton, cancel)).Count > 0)
        {
            throw new AccountingException(AccountingFault.TaxRateMissing, $"The line \"{untaxed.Description}\" has tax, but no tax of Tryton's.");
        }

        var wanted = bill.Lines.Select(line => line.TaxRateId).OfType<string>().Distinct().ToDictionary(TaxOf);
        if (wanted.Count == 0)
        {
            return;
        }

        var there = await tryton.SearchReadAsync("account.tax", [tryton.OfCompany, Is("parent", null), Is("id", "in", Ids(wanted.Keys))], ["name"], wanted.Count, cancel);
        if (wanted.FirstOrDefault(tax => !there.Any(found => found.Id() == tax.Key)).Value is { } missing)
        {
            throw NoTax(missing);
        }
    }

    /// <summary>Makes the tax lines and corrects them to the bill's amounts.</summary>
    /// <exception cref="AccountingException"><see cref="AccountingFault.TotalDiffers"/>: they differ by more than rounding can explain.</exception>
    public static async Task SettleAsync(TrytonCalls tryton, long invoice, BillToPush bill, CancellationToken cancel)
    {
        var groups = bill.Lines.Where(line => line.TaxRateId is not null).GroupBy(line => (Tax: TaxOf(line.TaxRateId!), IsPlus: line.NetMinor >= 0)).ToList();
        if (groups.Count == 0)
        {
            return;
        }

        // Any write to a draft has Tryton make its tax lines; creating it over the protocol does not.
        await tryton.WriteAsync(TrytonBills.Invoice, invoice, new JsonObject { ["description"] = TrytonBills.MemoOf(bill) }, cancel);
        var rows = await tryton.SearchReadAsync(InvoiceTax, [Is("invoice", invoice)], ["tax", "tax.parent", "base", "amount"], RowsMax, cancel);
        foreach (var group in groups)
        {
            var ofGroup = rows.Where(row => RootOf(row) == group.Key.Tax && row.Number("base") >= 0 == group.Key.IsPlus).ToList();
            var wanted = new Money(group.Sum(line => line.TaxMinor), bill.Total.Currency);
            await CorrectAsync(tryton, ofGroup, wanted, group.Count(), cancel);
        }
    }

    private static AccountingException NoTax(string rate) => new(AccountingFault.TaxRateMissing, $"Tryton has no tax {rate} in this company.");

    private static async Task CorrectAsync(TrytonCalls tryton, List<JsonElement> rows, Money wanted, int lines, CancellationToken cancel)
    {
        var difference = wanted.ToMajor() - rows.Sum(row => row.Number("amount") ?? 0);
        if (difference == 0)
        {
            return;
        }

        // Each line may have been rounded on its own, by less than one minor unit, and Tryton rounds their sum.
        var explained = new Money(lines + 1, wanted.Currency).ToMajor();
        if (rows.Count == 0 || Math.Abs(difference) > explained)
        {
            throw new AccountingException(AccountingFault.TotalDiffers, FormattableString.Invariant($"Tryton's tax is {wanted.ToMajor() - difference}, the bill's {wanted}."));
        }

        var row = rows.MaxBy(candidate => Math.Abs(candidate.Number("amount") ?? 0));
        await tryton.WriteAsync(InvoiceTax, row.Id(), new JsonObject { ["amount"] = Of((row.Number("amount") ?? 0) + difference) }, cancel);
    }

    // A tax of several parts has a line for each part; the parts are the children of the tax that the bill's line names.
    private static long? RootOf(JsonElement row) => row.Related("tax")?.Id("parent") ?? row.Id("tax");
}
