using System.Text.Json;
using Quittance.Connectors.Http;
using Quittance.Domain.Accounting;

namespace Quittance.Connectors.AccountingSystems.QuickBooks;

/// <summary>QuickBooks' objects in the words of accounting.</summary>
internal static class QuickBooksMapping
{
    private static readonly string[] Details = ["AccountBasedExpenseLineDetail", "ItemBasedExpenseLineDetail"];

    public static RemoteVendor Vendor(JsonElement vendor) => new(
        vendor.Reference(null),
        vendor.Text("DisplayName") ?? vendor.Text("CompanyName") ?? vendor.RequiredText("Id"),
        vendor.Text("TaxIdentifier"),
        vendor.Part("PrimaryEmailAddr")?.Text("Address"),
        vendor.Flag("Active") ?? true);

    public static RemoteBill Bill(JsonElement bill)
    {
        var total = bill.RequiredNumber("TotalAmt");
        var due = bill.Number("Balance");
        var note = bill.Text("PrivateNote");
        return new RemoteBill(
            bill.Reference(QuickBooksBills.NumberOf(bill)),
            QuickBooksMark.Key(note),
            bill.Ref("VendorRef"),
            bill.Part("VendorRef")?.Text("name"),
            QuickBooksBills.NumberOf(bill),
            bill.Day("TxnDate"),
            bill.Day("DueDate"),
            bill.Ref("CurrencyRef"),
            bill.Number("ExchangeRate") is { } rate && rate != 1 ? rate : null,
            total,
            bill.Part("TxnTaxDetail")?.Number("TotalTax"),
            due,
            StatusOf(bill, total, due),
            QuickBooksMark.Memo(note),
            [.. bill.Lines().Where(line => Details.Contains(line.Text("DetailType"), StringComparer.Ordinal)).Select(Line)]);
    }

    public static RemotePayment Payment(JsonElement payment) => new(
        payment.Reference(payment.Text("DocNumber")),
        QuickBooksMark.Key(payment.Text("PrivateNote")),
        [.. payment.Lines().SelectMany(line => line.Linked(type => type == "Bill")).Distinct(StringComparer.Ordinal)],
        payment.Day("TxnDate"),
        payment.Ref("CurrencyRef"),
        payment.RequiredNumber("TotalAmt"),
        QuickBooksReversals.IsVoid(payment));

    private static RemoteBillStatus StatusOf(JsonElement bill, decimal total, decimal? due) => due switch
    {
        _ when QuickBooksReversals.IsVoid(bill) => RemoteBillStatus.Void,
        null => RemoteBillStatus.Unknown,
        0 => RemoteBillStatus.Paid,
        _ when due < total => RemoteBillStatus.PartiallyPaid,
        _ => RemoteBillStatus.Open,
    };

    private static RemoteBillLine Line(JsonElement line)
    {
        var detail = line.Part("AccountBasedExpenseLineDetail");
        var item = line.Part("ItemBasedExpenseLineDetail");
        // A line of the first kind has an amount and no more.
        return new RemoteBillLine(
            line.Text("Description"),
            item?.Number("Qty") ?? (detail is null ? null : 1),
            item?.Number("UnitPrice") ?? (detail is null ? null : line.Number("Amount")),
            detail?.Ref("AccountRef"),
            (detail ?? item)?.Ref("TaxCodeRef"));
    }
}
