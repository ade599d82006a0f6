using System.Xml;
using System.Xml.Linq;

namespace Quittance.Simulator.Bills;

/// <summary>Takes a file as somebody gives it, and tells about it what can be found in it without much ado.</summary>
internal static class GivenFile
{
    /// <param name="told">What is said of it; fills what is not found.</param>
    public static BillFile Take(string name, ReadOnlyMemory<byte> bytes, BillTemplate told)
    {
        var details = told.Write().Details;
        if (bytes.Span.StartsWith("%PDF-"u8))
        {
            return new BillFile(name, DocumentSyntax.Pdf, bytes, details);
        }

        return Parsed(bytes) is { } root
            ? new BillFile(name, root.Name.LocalName == "CrossIndustryInvoice" ? DocumentSyntax.Cii : DocumentSyntax.Ubl, bytes, Found(root, details))
            : new BillFile(name, DocumentSyntax.Other, bytes, details);
    }

    private static XElement? Parsed(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            using var reader = XmlReader.Create(new MemoryStream(bytes.ToArray()), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, MaxCharactersInDocument = 50_000_000 });
            return XDocument.Load(reader).Root is { } root && root.Name.LocalName is "Invoice" or "CreditNote" or "CrossIndustryInvoice" ? root : null;
        }
        catch (XmlException)
        {
            return null; // Served as it is: what the product makes of it is what a test wants to know.
        }
    }

    private static BillDetails Found(XElement root, BillDetails told)
    {
        var isCii = root.Name.LocalName == "CrossIndustryInvoice";
        var seller = isCii ? First(root, "SellerTradeParty") : First(root, "AccountingSupplierParty");
        var head = isCii ? First(root, "ExchangedDocument") : root;
        var due = isCii ? Text(First(root, "DueDateDateTime"), "DateTimeString") : Text(root, "DueDate");
        return told with
        {
            Number = Text(head, "ID") ?? told.Number,
            IssueDate = Day(isCii ? Text(First(head, "IssueDateTime"), "DateTimeString") : Text(root, "IssueDate")) ?? told.IssueDate,
            DueDate = Day(due) ?? told.DueDate,
            Seller = seller is null ? told.Seller : PartyOf(seller, told.Seller),
            Currency = Text(root, isCii ? "InvoiceCurrencyCode" : "DocumentCurrencyCode") ?? told.Currency,
            NetMinor = Minor(Text(root, isCii ? "TaxBasisTotalAmount" : "TaxExclusiveAmount")) ?? told.NetMinor,
            TaxMinor = Minor(Text(isCii ? root : First(root, "TaxTotal"), isCii ? "TaxTotalAmount" : "TaxAmount")) ?? told.TaxMinor,
            TotalMinor = Minor(Text(root, isCii ? "GrandTotalAmount" : "TaxInclusiveAmount")) ?? told.TotalMinor,
            IsCreditNote = root.Name.LocalName == "CreditNote" || Text(head, "TypeCode") == "381",
        };
    }

    private static Party PartyOf(XElement party, Party told)
    {
        var ids = party.Descendants().Where(element => element.Attribute("schemeID") is not null).ToLookup(element => element.Attribute("schemeID")!.Value, element => element.Value.Trim());
        var vat = ids["VA"].FirstOrDefault() ?? party.Descendants().FirstOrDefault(element => element.Name.LocalName == "PartyTaxScheme")?.Descendants().FirstOrDefault(element => element.Name.LocalName == "CompanyID")?.Value;
        return new Party(Text(party, "RegistrationName") ?? Text(party, "Name") ?? told.Name, ids["0002"].FirstOrDefault(), vat, ids["0009"].FirstOrDefault());
    }

    private static XElement? First(XElement? root, string name) => root?.Descendants().FirstOrDefault(element => element.Name.LocalName == name);

    private static string? Text(XElement? root, string name) => First(root, name)?.Value.Trim();

    private static DateOnly? Day(string? text) =>
        DateOnly.TryParseExact(text, ["yyyy-MM-dd", "yyyyMMdd"], Wire.Text.Invariant, System.Globalization.DateTimeStyles.None, out var day) ? day : null;

    private static long? Minor(string? text) =>
        decimal.TryParse(text, System.Globalization.NumberStyles.Float, Wire.Text.Invariant, out var amount) && Math.Abs(amount) < 1_000_000_000_000m ? (long)(amount * 100) : null;
}
