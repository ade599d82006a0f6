using System.Globalization;
using System.Text;
using Quittance.Domain;
using Quittance.Domain.Accounting;

namespace Quittance.Connectors.AccountingSystems.Xero;

/// <summary>Writes bills.</summary>
internal static class XeroBillBody
{
    private const int NumberMax = 255;

    private const int DescriptionMax = 4_000;

    /// <summary>Decimals of a unit price, asked for with <c>unitdp=4</c>.</summary>
    private const int PriceDecimals = 4;

    /// <summary>Every organisation has this one. Without any, Xero would take the account's own.</summary>
    private const string NoTax = "NONE";

    /// <summary>The body that makes and posts the bill.</summary>
    /// <param name="codes">The codes of the accounts, by id.</param>
    /// <exception cref="AccountingException">A line has no account with a code, or a tax without a rate.</exception>
    public static object Of(BillToPush bill, IReadOnlyDictionary<string, string?> codes, Uri product) => new
    {
        Invoices = new[]
        {
            new
            {
                Type = "ACCPAY",
                Status = "AUTHORISED",
                Contact = new { ContactID = bill.VendorId }, // Anything more would change the contact.
                InvoiceNumber = NumberOf(bill),
                Date = Day(bill.Date),
                DueDate = Day(bill.DueDate ?? bill.Date), // Xero posts none without.
                CurrencyCode = bill.Total.Currency.Code,
                LineAmountTypes = "Exclusive",
                Url = XeroBill.LinkOf(product, bill.Key),
                LineItems = bill.Lines.Select(line => LineOf(line, bill.Total.Currency, codes)).ToList(),
            },
        },
    };

    /// <summary>The number as Xero keeps it: printable ASCII. A bill without one gets our key, so that it can be found.</summary>
    public static string NumberOf(BillToPush bill)
    {
        var text = AccountingText.Line(bill.Number).Normalize(NormalizationForm.FormD);
        var plain = string.Concat(text.Where(letter => char.GetUnicodeCategory(letter) != UnicodeCategory.NonSpacingMark).Select(letter => letter is >= ' ' and <= '~' ? letter : '-')).Trim();
        return plain.Length == 0 ? bill.Key : plain.Length <= NumberMax ? plain : plain[..NumberMax].TrimEnd();
    }

    /// <summary>Whether a bill over there still has the lines that were sent, whatever Xero has made of their taxes.</summary>
    public static bool IsAsSent(RemoteBill there, BillToPush bill) =>
        there.Lines.Count == bill.Lines.Count
        && there.Lines.Zip(bill.Lines).All(line =>
            line.First.Quantity * line.First.UnitPrice == new Money(line.Second.NetMinor, bill.Total.Currency).ToMajor() && line.First.TaxRateId == TaxTypeOf(line.Second));

    /// <summary>A day as Xero takes it.</summary>
    public static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static object LineOf(BillLineToPush line, Currency currency, IReadOnlyDictionary<string, string?> codes)
    {
        var net = new Money(line.NetMinor, currency).ToMajor();
        var price = decimal.Round(line.UnitPrice, PriceDecimals, MidpointRounding.AwayFromZero);
        // Xero multiplies itself and refuses another product: then the amount counts, and the line is one of it.
        var isExact = line.Quantity > 0 && price == line.UnitPrice && IsNet(line.Quantity, price, net);
        return new
        {
            Description = DescriptionOf(line.Description),
            Quantity = isExact ? line.Quantity : 1,
            UnitAmount = isExact ? price : net,
            LineAmount = net,
            TaxAmount = new Money(line.TaxMinor, currency).ToMajor(),
            TaxType = TaxTypeOf(line),
            AccountCode = CodeOf(line, codes),
        };
    }

    // Ways of rounding half a cent differ; a product that needs rounding is not worth the difference.
    private static bool IsNet(decimal quantity, decimal price, decimal net) => Math.Abs(quantity) < 1_000_000_000 && Math.Abs(price) < 1_000_000_000_000 && quantity * price == net;

    // Xero takes no line without words.
    private static string DescriptionOf(string text) => AccountingText.Lines(AccountingText.WithoutEmoji(text), DescriptionMax) is { Length: > 0 } words ? words : "-";

    private static string TaxTypeOf(BillLineToPush line) => line switch
    {
        { TaxRateId: { } id } => id,
        { TaxMinor: 0 } => NoTax,
        _ => throw new AccountingException(AccountingFault.TaxRateMissing, $"The line \"{line.Description}\" has a tax and no tax rate of Xero."),
    };

    private static string CodeOf(BillLineToPush line, IReadOnlyDictionary<string, string?> codes) =>
        !codes.TryGetValue(XeroJson.Normal(line.LedgerAccountId) ?? line.LedgerAccountId, out var code)
            ? throw new AccountingException(AccountingFault.LedgerAccountMissing, $"Xero has no account {line.LedgerAccountId} in use.")
            : code ?? throw new AccountingException(AccountingFault.LedgerAccountMissing, $"Xero's account {line.LedgerAccountId} has no code, and lines are booked by code.");
}
