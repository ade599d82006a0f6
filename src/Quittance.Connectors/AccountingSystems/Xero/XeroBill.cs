using System.Text.Json;
using System.Text.RegularExpressions;
using Quittance.Connectors.Http;
using Quittance.Domain.Accounting;

namespace Quittance.Connectors.AccountingSystems.Xero;

/// <summary>A bill as Xero tells it: an invoice of the type ACCPAY. Its link carries our key.</summary>
internal sealed partial record XeroBill(RemoteBill Bill, string Status, bool HasPayments)
{
    /// <summary>How many a page has. With pages, lines come along.</summary>
    public const int PageSize = 100;

    private const int LinesMax = 10_000;

    private const string KeyParameter = "?bill=";

    /// <summary>Our key; null on a bill of somebody else.</summary>
    public string? Key => Bill.Key;

    /// <summary>Whether it was taken back or thrown away: for Xero both are ends.</summary>
    public bool IsGone => Status is "VOIDED" or "DELETED";

    /// <summary>Whether it is only written down, so that it is deleted and not voided.</summary>
    public bool IsDraft => Status is "DRAFT" or "SUBMITTED";

    /// <exception cref="Domain.Intake.ProviderException">It is no invoice.</exception>
    public static XeroBill Read(JsonElement invoice)
    {
        var status = invoice.RequiredText("Status");
        var (paid, credited) = (invoice.Number("AmountPaid") ?? 0, invoice.Number("AmountCredited") ?? 0);
        var updatedAt = invoice.Moment("UpdatedDateUTC");
        var number = invoice.Text("InvoiceNumber");
        var bill = new RemoteBill(
            new RemoteReference(invoice.Id("InvoiceID"), XeroVersion.Of(updatedAt), updatedAt, number),
            KeyIn(invoice.Text("Url")),
            invoice.Part("Contact")?.OptionalId("ContactID"),
            invoice.Part("Contact")?.Text("Name"),
            number,
            invoice.Day("Date"),
            invoice.Day("DueDate"),
            invoice.Text("CurrencyCode"),
            RateOf(invoice.Number("CurrencyRate")),
            invoice.Number("Total") ?? 0,
            invoice.Number("TotalTax"),
            invoice.Number("AmountDue"),
            StatusOf(status, paid != 0 || credited != 0),
            null,
            [.. invoice.Items("LineItems", LinesMax).Select(ReadLine)]);
        return new XeroBill(bill, status, paid != 0 || credited != 0);
    }

    /// <summary>All bills of an answer.</summary>
    public static IReadOnlyList<XeroBill> ReadAll(JsonElement answer) => [.. answer.Items("Invoices", PageSize).Select(Read)];

    /// <summary>The one bill of an answer to a writing.</summary>
    public static XeroBill ReadWritten(JsonElement answer) => Read(XeroAnswer.Only(answer, "Invoices"));

    /// <summary>The bill's link with our key in it.</summary>
    public static string LinkOf(Uri product, string key) => $"{product.GetLeftPart(UriPartial.Path)}{KeyParameter}{key}";

    /// <summary>Our key in a bill's link; null when there is none.</summary>
    public static string? KeyIn(string? link) =>
        link?.LastIndexOf(KeyParameter, StringComparison.Ordinal) is >= 0 and var at && OurKey().IsMatch(link.AsSpan(at + KeyParameter.Length)) ? link[(at + KeyParameter.Length)..] : null;

    [GeneratedRegex(@"\Apay_[0-9a-f]{32}\z", RegexOptions.CultureInvariant)]
    private static partial Regex OurKey();

    private static RemoteBillLine ReadLine(JsonElement line) => new(
        line.Text("Description"),
        line.Number("Quantity"),
        line.Number("UnitAmount"),
        // The schema has one way of writing it, the reference the other.
        line.OptionalId("AccountID") ?? line.OptionalId("AccountId"),
        line.Text("TaxType"));

    /// <summary>Xero tells how much of the bill's currency one unit of the books' own is.</summary>
    private static decimal? RateOf(decimal? foreignPerOwn) => foreignPerOwn is { } rate && rate > 0.000_001m && rate != 1 ? decimal.Round(1 / rate, 10) : null;

    private static RemoteBillStatus StatusOf(string status, bool isTouched) => status switch
    {
        "DRAFT" or "SUBMITTED" => RemoteBillStatus.Draft,
        "AUTHORISED" => isTouched ? RemoteBillStatus.PartiallyPaid : RemoteBillStatus.Open,
        "PAID" => RemoteBillStatus.Paid,
        "VOIDED" or "DELETED" => RemoteBillStatus.Void,
        _ => RemoteBillStatus.Unknown,
    };
}
