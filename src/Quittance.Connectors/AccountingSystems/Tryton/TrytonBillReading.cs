using System.Text.Json;
using System.Text.Json.Nodes;
using Quittance.Connectors.Http;
using Quittance.Domain.Accounting;
using static Quittance.Connectors.AccountingSystems.Tryton.TrytonValue;

namespace Quittance.Connectors.AccountingSystems.Tryton;

/// <summary>Reads supplier invoices. A credit note is none that asks for money, and is left out.</summary>
internal static class TrytonBillReading
{
    private const int LinesMax = 5000;
    private const int KeyLength = 36;

    /// <summary>What of an invoice has to be read.</summary>
    public static readonly string[] Fields =
    [
        "number", "reference", "description", "comment", "state", "invoice_date", "payment_term_date", "party.name", "currency.code",
        "total_amount", "tax_amount", "amount_to_pay", "lines_to_pay", "write_date", "create_date",
    ];

    public static async Task<IReadOnlyList<RemoteBill>> ReadAsync(TrytonCalls tryton, IReadOnlyList<JsonElement> rows, CancellationToken cancel)
    {
        var bills = rows.Where(row => !(row.Number("total_amount") < 0)).ToList();
        if (bills.Count == 0)
        {
            return [];
        }

        var owner = await OwnersAsync(tryton, bills, cancel);
        var toPay = await ByIdAsync(tryton, bills, cancel);
        JsonArray domain = [Is("invoice", "in", Ids(bills.Select(bill => bill.Id()))), Is("type", "line")];
        var lines = (await tryton.SearchReadAsync("account.invoice.line", domain, ["invoice", "description", "quantity", "unit_price", "account", "taxes"], LinesMax, cancel))
            .ToLookup(line => line.Id("invoice"));
        return [.. bills.Select(bill => Bill(bill, owner, toPay, lines[bill.Id()]))];
    }

    private static RemoteBill Bill(JsonElement bill, Dictionary<string, long> owner, Dictionary<long, JsonElement> toPay, IEnumerable<JsonElement> lines)
    {
        var comment = bill.Text("comment");
        var owed = bill.IdList("lines_to_pay").Where(toPay.ContainsKey).Select(id => toPay[id]).ToList();
        var total = bill.Number("total_amount") ?? 0;
        var due = bill.Number("amount_to_pay") ?? 0;
        return new RemoteBill(
            bill.Reference(bill.Text("number")),
            comment is not null && owner.TryGetValue(comment, out var id) && id == bill.Id() ? comment : null,
            bill.Related("party")?.Id() is { } party ? Text(party) : null,
            bill.Related("party")?.Text("name"),
            bill.Text("reference"),
            bill.Day("invoice_date"),
            owed.Select(line => line.Day("maturity_date")).Min() ?? bill.Day("payment_term_date"),
            bill.Related("currency")?.Text("code"),
            RateOf(owed),
            total,
            bill.Number("tax_amount"),
            bill.Text("state") is "draft" or "validated" ? null : due,
            StatusOf(bill.Text("state"), total, due),
            bill.Text("description"),
            [.. lines.Select(Line)]);
    }

    private static RemoteBillLine Line(JsonElement line) => new(
        line.Text("description"),
        line.Quantity("quantity"),
        line.Number("unit_price"),
        line.Id("account") is { } account ? Text(account) : null,
        line.IdList("taxes") is [var tax, ..] ? Text(tax) : null);

    // A bill whose payments add up is paid, also where an exchange difference keeps Tryton from closing it.
    private static RemoteBillStatus StatusOf(string? state, decimal total, decimal due) => state switch
    {
        "draft" or "validated" => RemoteBillStatus.Draft,
        "posted" when due == 0 => RemoteBillStatus.Paid,
        "posted" when due < total => RemoteBillStatus.PartiallyPaid,
        "posted" => RemoteBillStatus.Open,
        "paid" => RemoteBillStatus.Paid,
        "cancelled" => RemoteBillStatus.Void,
        _ => RemoteBillStatus.Unknown,
    };

    private static decimal? RateOf(List<JsonElement> owed)
    {
        var foreign = owed.Sum(line => line.Number("amount_second_currency") ?? 0);
        return foreign == 0 ? null : decimal.Round(Math.Abs(owed.Sum(line => (line.Number("debit") ?? 0) - (line.Number("credit") ?? 0)) / foreign), 6);
    }

    // To whom each key of a page belongs.
    private static async Task<Dictionary<string, long>> OwnersAsync(TrytonCalls tryton, List<JsonElement> bills, CancellationToken cancel)
    {
        var keys = bills.Select(bill => bill.Text("comment")).OfType<string>().Where(IsKey).Distinct().ToList();
        if (keys.Count == 0)
        {
            return [];
        }

        var namesakes = await tryton.SearchReadAsync(
            TrytonBills.Invoice, [Is("type", "in"), tryton.OfCompany, Is("comment", "in", Texts(keys))], ["comment", "state", "total_amount"], LinesMax, cancel);
        return namesakes.GroupBy(row => row.Text("comment") ?? "")
            .Select(group => (Key: group.Key, Owner: TrytonBills.OwnerOf(group)))
            .Where(pair => pair.Owner is not null)
            .ToDictionary(pair => pair.Key, pair => pair.Owner!.Value.Id(), StringComparer.Ordinal);
    }

    private static async Task<Dictionary<long, JsonElement>> ByIdAsync(TrytonCalls tryton, List<JsonElement> bills, CancellationToken cancel)
    {
        var ids = bills.SelectMany(bill => bill.IdList("lines_to_pay")).Distinct().ToList();
        return ids.Count == 0
            ? []
            : (await tryton.SearchReadAsync(TrytonPayments.MoveLine, [Is("id", "in", Ids(ids))], ["maturity_date", "debit", "credit", "amount_second_currency"], LinesMax, cancel))
                .ToDictionary(line => line.Id());
    }

    /// <summary>Whether an invoice's comment is a key of ours.</summary>
    public static bool IsKey(string comment) => comment.Length == KeyLength && comment.StartsWith("pay_", StringComparison.Ordinal) && comment.Skip(4).All(char.IsAsciiHexDigitLower);
}
