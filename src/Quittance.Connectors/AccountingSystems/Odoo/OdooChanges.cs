using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Quittance.Domain.Accounting;

namespace Quittance.Connectors.AccountingSystems.Odoo;

/// <summary>What changed in Odoo since a place.</summary>
/// <remarks>
/// A run reads one model after the other within a window of time, by id. Odoo tells <c>write_date</c> in whole seconds, keeps it in
/// microseconds, and writes one time to everything that a long transaction changes, so nothing can go on from a time and an id. What changes while
/// the window is read falls out of it and into the next, and each window begins a while before the last one ended, for transactions that took so long.
/// </remarks>
internal sealed partial class OdooChanges(OdooApi api, AccountingAccess access)
{
    private const int PageSize = 100;

    private static readonly TimeSpan Overlap = TimeSpan.FromMinutes(5);

    // An answer's Date may be behind by some seconds, and what has just been written is to be told. It is told again in the next run.
    private static readonly TimeSpan Ahead = TimeSpan.FromSeconds(10);

    private readonly List<RemoteVendor> _vendors = [];
    private readonly List<OdooRecord> _bills = [];
    private readonly List<RemotePayment> _payments = [];

    /// <summary>One page.</summary>
    public async Task<RemoteChanges> PageAsync(string? place, CancellationToken cancel)
    {
        var at = OdooPlace.Read(place);
        var company = await api.CompanyAsync(access, cancel);
        for (; at.Stage < OdooPlace.Stages; at = at with { Stage = at.Stage + 1, LastId = 0 })
        {
            var (found, now) = await api.SearchAtAsync(access, ModelOf(at.Stage), [.. WindowOf(at), .. DomainOf(at.Stage, company)], FieldsOf(at.Stage), PageSize, cancel);
            at = at with { To = at.To ?? now + Ahead };
            await TakeAsync(at.Stage, found, cancel);
            if (found.Count == PageSize)
            {
                return await EndAsync(at with { LastId = found[^1].Id }, hasMore: true, cancel);
            }
        }

        return await EndAsync(new OdooPlace(at.To - Overlap, null, 0, 0), hasMore: false, cancel);
    }

    private static string ModelOf(int stage) => stage switch { 0 => "res.partner", 1 => "account.move", 2 => "account.payment", _ => "account.partial.reconcile" };

    private static string[] FieldsOf(int stage) => stage switch { 0 => OdooVendors.Fields, 1 => OdooBills.Fields, 2 => OdooPayments.Fields, _ => ["credit_move_id"] };

    private static IEnumerable<OdooCondition> DomainOf(int stage, int company) => stage switch
    {
        0 => [new("supplier_rank", ">", 0)],
        1 => [new("move_type", "=", "in_invoice"), new("company_id", "=", company)],
        2 => [new("partner_type", "=", "supplier"), new("payment_type", "=", "outbound"), new("company_id", "=", company)],
        // What sets a bill off changes what is owed on it without changing the bill itself.
        _ => [new("credit_move_id.move_id.move_type", "=", "in_invoice"), new("company_id", "=", company)],
    };

    private static IEnumerable<OdooCondition> WindowOf(OdooPlace at)
    {
        yield return new("id", ">", at.LastId);
        if (at.From is { } from)
        {
            yield return new("write_date", ">=", OdooPlace.Time(from));
        }

        if (at.To is { } to)
        {
            yield return new("write_date", "<", OdooPlace.Time(to));
        }
    }

    private async Task TakeAsync(int stage, IReadOnlyList<OdooRecord> found, CancellationToken cancel)
    {
        switch (stage)
        {
            case 0:
                _vendors.AddRange(found.Select(vendor => new RemoteVendor(OdooVendors.ReferenceOf(vendor), vendor.Text("name") ?? "", vendor.Text("vat"), vendor.Text("email"), vendor.Flag("active"))));
                break;
            case 1:
                _bills.AddRange(found);
                break;
            case 2:
                _payments.AddRange(found.Select(PaymentOf));
                break;
            case 3 when found.Count > 0:
                var lines = found.Select(set => set.ReferenceId("credit_move_id")).OfType<int>().Distinct();
                _bills.AddRange(await api.SearchAsync(access, "account.move", [new("move_type", "=", "in_invoice"), new("line_ids", lines)], OdooBills.Fields, PageSize, cancel));
                break;
        }
    }

    private async Task<RemoteChanges> EndAsync(OdooPlace place, bool hasMore, CancellationToken cancel)
    {
        var bills = _bills.GroupBy(bill => bill.Id).Select(same => same.Last()).ToList();
        var lines = bills.Count == 0
            ? []
            : await api.AllAsync(
                access, "account.move.line", [new("move_id", bills.Select(bill => bill.Id)), new("display_type", "=", "product")],
                ["move_id", "name", "quantity", "price_unit", "account_id", "tax_ids"], cancel);
        var byBill = lines.ToLookup(line => line.ReferenceId("move_id"));
        return new RemoteChanges(_vendors, [.. bills.Select(bill => BillOf(bill, byBill[bill.Id]))], _payments, [], place.Write(), hasMore);
    }

    private static RemoteBill BillOf(OdooRecord bill, IEnumerable<OdooRecord> lines)
    {
        var currency = bill.ReferenceName("currency_id");
        return new RemoteBill(
            OdooBills.ReferenceOf(bill), OdooBills.KeyOf(bill),
            bill.ReferenceId("partner_id")?.ToString(CultureInfo.InvariantCulture), bill.ReferenceName("partner_id"), bill.Text("ref"), bill.Date("invoice_date"), bill.Date("invoice_date_due"),
            currency, null, OdooBills.Total(bill), bill.Amount("amount_tax", currency), OdooBills.Residual(bill), StatusOf(bill),
            bill.Text("narration") is { } html ? WebUtility.HtmlDecode(HtmlTag().Replace(html.Replace("<br>", "\n", StringComparison.Ordinal), "")) : null,
            [
                .. lines.Select(line => new RemoteBillLine(
                    line.Text("name"), line.Number("quantity"), line.Number("price_unit"), line.ReferenceId("account_id")?.ToString(CultureInfo.InvariantCulture),
                    line.Ids("tax_ids") is [var tax] ? tax.ToString(CultureInfo.InvariantCulture) : null)),
            ]);
    }

    private static RemoteBillStatus StatusOf(OdooRecord bill) => (bill.Word("state"), bill.Text("payment_state")) switch
    {
        ("draft", _) => RemoteBillStatus.Draft,
        ("cancel", _) or (_, "reversed") => RemoteBillStatus.Void,
        (_, "paid" or "in_payment") => RemoteBillStatus.Paid,
        (_, "partial") => RemoteBillStatus.PartiallyPaid,
        (_, "not_paid" or "blocked") => RemoteBillStatus.Open,
        _ => RemoteBillStatus.Unknown,
    };

    private static RemotePayment PaymentOf(OdooRecord payment) => new(
        OdooPayments.ReferenceOf(payment), OdooPayments.KeyIn(payment.Text("memo")), [.. payment.Ids("reconciled_bill_ids").Select(id => id.ToString(CultureInfo.InvariantCulture))],
        payment.Date("date"), payment.ReferenceName("currency_id"), payment.Amount("amount", payment.ReferenceName("currency_id")), OdooPayments.IsVoid(payment));

    [GeneratedRegex("<[^>]*>", RegexOptions.CultureInvariant)]
    private static partial Regex HtmlTag();
}
