using System.Globalization;
using Quittance.Connectors.Documents;
using Quittance.Domain.Intake;

namespace Quittance.Tests.Documents;

/// <summary>
/// A row of an <c>expected.csv</c>: what one sample states. All columns are compared but <c>xsd</c>: XML schemas are not checked here.
/// </summary>
internal sealed class ExpectedInvoice(Func<string, string> cell)
{
    public string File => cell("file");

    public string Syntax => cell("syntax");

    public string Number => cell("number");

    public string SupplierVat => cell("supplier_vat");

    public string Currency => cell("currency");

    public decimal Due => Amount("due") ?? 0;

    /// <summary>The EN 16931 rules that the official validation artefacts find broken.</summary>
    public IReadOnlyList<string> BrokenRules => cell("rules").Split(' ', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>True when they find none; an older syntax has no verdict.</summary>
    public bool IsSound => cell("en16931") == "pass";

    public void AssertEqual(EInvoiceReading.Read read)
    {
        var invoice = read.Invoice;
        Assert.Equal(Text("embedded_name"), read.EmbeddedName);
        Assert.Equal(Syntax, invoice.Syntax switch
        {
            EInvoiceSyntax.Zugferd1 => "ZUGFeRD1",
            EInvoiceSyntax.Cii => "CII",
            EInvoiceSyntax.UblInvoice => "UBL-Invoice",
            EInvoiceSyntax.UblCreditNote => "UBL-CreditNote",
            EInvoiceSyntax.ProviderData => "none",
        });
        Assert.Equal(Text("profile"), invoice.ProfileId);
        Assert.Equal(Text("number"), invoice.Number);
        Assert.Equal(Text("type"), invoice.TypeCode);
        Assert.Equal(Date("issue_date"), invoice.IssueDate);
        Assert.Equal(Text("supplier"), invoice.Seller.Name);
        Assert.Equal(Text("supplier_vat"), invoice.Seller.VatId);
        Assert.Equal(Text("buyer"), invoice.Buyer.Name);
        Assert.Equal(Text("buyer_ref"), invoice.BuyerReference);
        Assert.Equal(Text("po"), invoice.PurchaseOrderReference);
        Assert.Equal(Text("currency"), invoice.CurrencyCode);
        Assert.Equal(Amount("net"), invoice.Totals.WithoutVat);
        Assert.Equal(Amount("vat"), invoice.Totals.Vat);
        Assert.Equal(Amount("gross"), invoice.Totals.WithVat);
        Assert.Equal(Amount("prepaid"), invoice.Totals.Prepaid);
        Assert.Equal(Amount("due"), invoice.Totals.Due);
        Assert.Equal(Date("due_date"), invoice.DueDate);
        Assert.Equal(Text("iban"), AccountOf(invoice));
        Assert.Equal(int.Parse(cell("lines"), CultureInfo.InvariantCulture), invoice.Lines.Count);
    }

    // The lists name the first account that is marked as an IBAN. One sample has another in front of it, marked as a local account.
    private string? AccountOf(EInvoice invoice) => invoice.PaymentMeans
        .Select(means => means.Account)
        .Where(account => account is not null)
        .Skip(File.EndsWith("01.02_comprehensive_test_uncefact.xml", StringComparison.Ordinal) ? 1 : 0)
        .FirstOrDefault();

    private string? Text(string column) => cell(column) is { Length: > 0 } text ? text : null;

    private decimal? Amount(string column) => Text(column) is { } text ? decimal.Parse(text, CultureInfo.InvariantCulture) : null;

    private DateOnly? Date(string column) =>
        Text(column) is { } text ? DateOnly.ParseExact(text.Replace("-", "", StringComparison.Ordinal), "yyyyMMdd", CultureInfo.InvariantCulture) : null;
}
