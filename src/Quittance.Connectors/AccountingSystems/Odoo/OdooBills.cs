using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Quittance.Domain;
using Quittance.Domain.Accounting;

namespace Quittance.Connectors.AccountingSystems.Odoo;

/// <summary>Vendor bills, which are <c>account.move</c> of the type <c>in_invoice</c>. The vendor's number is in <c>ref</c>, our key in <c>invoice_origin</c>.</summary>
internal sealed class OdooBills(OdooApi api, AccountingAccess access)
{
    private const string Model = "account.move";
    private const int NamesakesMax = 100;

    /// <summary>What is read of a bill.</summary>
    public static readonly string[] Fields =
    [
        "name", "ref", "invoice_origin", "state", "payment_state", "posted_before", "partner_id", "invoice_date", "invoice_date_due", "currency_id", "amount_total", "amount_tax", "amount_residual",
        "narration", "write_date",
    ];

    /// <summary>Makes the bill and posts it.</summary>
    public async Task<RemoteReference> PutAsync(BillToPush bill, CancellationToken cancel)
    {
        if (await FindAsync(bill.Key, cancel) is { } earlier)
        {
            return await PostAsync(earlier, bill, cancel);
        }

        await RequireNoOtherAsync(bill, cancel);
        var id = await api.CreateAsync(access, Model, await ValuesAsync(bill, cancel), cancel);
        return await PostAsync(await GetAsync(id, cancel), bill, cancel);
    }

    /// <summary>Makes the credit note that takes the bill back, and posts it: Odoo then sets it off against the bill by itself.</summary>
    public async Task<RemoteReference> ReverseAsync(BillReversal reversal, CancellationToken cancel)
    {
        var billId = OdooSystem.NumberOf(reversal.BillId, AccountingFault.NotFound, "a bill");
        if (await FindRefundAsync(billId, reversal.Key, cancel) is not { } refund)
        {
            var bill = await GetAsync(billId, cancel);
            if (bill.Word("state") != "posted")
            {
                throw new AccountingException(AccountingFault.Conflict, $"The bill is {bill.Word("state")} in Odoo, not posted.");
            }

            var context = new JsonObject { ["active_model"] = Model, ["active_ids"] = new JsonArray(billId) };
            var wizard = await api.CreateAsync(
                access, "account.move.reversal",
                new() { ["move_ids"] = new JsonArray(new JsonArray(6, 0, new JsonArray(billId))), ["date"] = Day(reversal.Date), ["reason"] = reversal.Key }, cancel, (JsonObject)context.DeepClone());
            await api.DoAsync(access, "account.move.reversal", "refund_moves", wizard, cancel, context);
            refund = await FindRefundAsync(billId, reversal.Key, cancel) ?? throw new AccountingException(AccountingFault.BadAnswer, "Odoo does not show the credit note that it made.");
        }

        if (Total(refund) != reversal.Total.ToMajor())
        {
            throw new AccountingException(AccountingFault.TotalDiffers, $"Odoo's credit note is of {Total(refund)}, the bill of {reversal.Total.ToText()}. It was left as a draft.");
        }

        if (refund.Word("state") == "draft")
        {
            await api.DoAsync(access, Model, "action_post", refund.Id, cancel);
            refund = await GetAsync(refund.Id, cancel);
        }

        return refund.Word("state") == "posted" ? ReferenceOf(refund) : throw new AccountingException(AccountingFault.Conflict, $"The credit note is {refund.Word("state")} in Odoo.");
    }

    /// <summary>The bill of an id.</summary>
    /// <exception cref="AccountingException">There is none.</exception>
    public async Task<OdooRecord> GetAsync(int id, CancellationToken cancel) => await api.SearchAsync(access, Model, [new("id", "=", id)], Fields, 1, cancel) is [var bill]
        ? bill
        : throw new AccountingException(AccountingFault.NotFound, $"Odoo has no bill {id} any more.");

    /// <summary>The bill as it stands there.</summary>
    public static RemoteReference ReferenceOf(OdooRecord bill)
    {
        var content = string.Join('\n', bill.Word("state"), bill.Text("payment_state"), bill.Text("ref"), Total(bill), Residual(bill), bill.Text("write_date"));
        return new RemoteReference(OdooSystem.IdOf(bill), Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(content)))[..16], bill.Instant("write_date"), bill.Text("ref"));
    }

    /// <summary>What the bill comes to, in major units.</summary>
    public static decimal Total(OdooRecord bill) => bill.Amount("amount_total", bill.ReferenceName("currency_id"));

    /// <summary>What is still owed. A payment that has no entry of its own leaves the residual as it is.</summary>
    public static decimal Residual(OdooRecord bill) => bill.Text("payment_state") is "paid" or "in_payment" ? 0 : bill.Amount("amount_residual", bill.ReferenceName("currency_id"));

    /// <summary>Our key; null on a bill that did not come from here.</summary>
    public static string? KeyOf(OdooRecord bill) => bill.Text("invoice_origin") is { } origin && origin.StartsWith("pay_", StringComparison.Ordinal) ? origin : null;

    /// <summary>A day as Odoo wants it.</summary>
    public static string Day(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private async Task<OdooRecord?> FindAsync(string key, CancellationToken cancel) =>
        await api.SearchAsync(access, Model, [new("move_type", "=", "in_invoice"), new("invoice_origin", "=", key)], Fields, 1, cancel) is [var found] ? found : null;

    // Odoo itself only warns its users of a second bill of one number.
    private async Task RequireNoOtherAsync(BillToPush bill, CancellationToken cancel)
    {
        if (bill.Number is not { Length: > 0 } number)
        {
            return;
        }

        OdooCondition[] same = [new("move_type", "=", "in_invoice"), new("partner_id", "=", OdooSystem.NumberOf(bill.VendorId, AccountingFault.NotFound, "a vendor")), new("ref", "=", number)];
        var found = await api.SearchAsync(access, Model, same, Fields, NamesakesMax, cancel);
        if (found.Any(other => KeyOf(other) is null && other.Word("state") != "cancel"))
        {
            throw AccountingRefusals.Duplicate("Odoo", number);
        }
    }

    // The reason stands in ref from the moment the credit note exists. People over there may have made other credit notes of the bill.
    private async Task<OdooRecord?> FindRefundAsync(int billId, string key, CancellationToken cancel) =>
        await api.SearchAsync(access, Model, [new("move_type", "=", "in_refund"), new("reversed_entry_id", "=", billId), new("ref", "like", key)], Fields, 1, cancel) is [var found] ? found : null;

    private async Task<RemoteReference> PostAsync(OdooRecord bill, BillToPush wanted, CancellationToken cancel)
    {
        switch (bill.Word("state"))
        {
            case "posted" when Total(bill) == wanted.Total.ToMajor():
                return ReferenceOf(bill);
            case "draft" when !bill.Flag("posted_before"):
                break;
            default:
                throw new AccountingException(AccountingFault.Conflict, $"The bill was changed in Odoo: it is {bill.Word("state")} with a total of {Total(bill)}.");
        }

        if (Total(bill) != wanted.Total.ToMajor())
        {
            await api.DoAsync(access, Model, "unlink", bill.Id, cancel);
            throw new AccountingException(AccountingFault.TotalDiffers, $"Odoo comes to {Total(bill).ToString(CultureInfo.InvariantCulture)}, the bill is of {wanted.Total.ToText()}.");
        }

        await api.DoAsync(access, Model, "action_post", bill.Id, cancel);
        var posted = await GetAsync(bill.Id, cancel);
        return posted.Word("state") == "posted" && Total(posted) == wanted.Total.ToMajor()
            ? ReferenceOf(posted)
            : throw new AccountingException(AccountingFault.Conflict, $"Odoo did not post the bill as it was made: it is {posted.Word("state")} with a total of {Total(posted)}.");
    }

    private async Task<JsonObject> ValuesAsync(BillToPush bill, CancellationToken cancel)
    {
        var values = new JsonObject
        {
            ["move_type"] = "in_invoice",
            ["partner_id"] = OdooSystem.NumberOf(bill.VendorId, AccountingFault.NotFound, "a vendor"),
            ["invoice_origin"] = bill.Key,
            ["ref"] = AccountingText.LineOrNull(bill.Number),
            ["invoice_date"] = Day(bill.Date),
            ["date"] = Day(bill.Date),
            ["invoice_date_due"] = Day(bill.DueDate ?? bill.Date),
            ["currency_id"] = await CurrencyAsync(bill.Total.Currency, cancel),
            ["invoice_line_ids"] = new JsonArray([.. bill.Lines.Select(line => new JsonArray(0, 0, Line(line, bill.Total.Currency)))]),
        };
        if (AccountingText.Lines(bill.Memo) is { Length: > 0 } memo)
        {
            values["narration"] = WebUtility.HtmlEncode(memo).Replace("\n", "<br>", StringComparison.Ordinal); // The field is HTML.
        }

        await CheckAsync("account.account", bill.Lines.Select(line => line.LedgerAccountId), AccountingFault.LedgerAccountMissing, "account", cancel);
        await CheckAsync("account.tax", bill.Lines.Select(line => line.TaxRateId).OfType<string>(), AccountingFault.TaxRateMissing, "tax", cancel);
        return values;
    }

    private static JsonObject Line(BillLineToPush line, Currency currency)
    {
        // Odoo keeps two decimals of a quantity and of a price, or as many as were set there. What does not come to the net amount so is one of that.
        var net = new Money(line.NetMinor, currency).ToMajor();
        var isExact = decimal.Round(line.Quantity, 2) == line.Quantity && decimal.Round(line.UnitPrice, 2) == line.UnitPrice && line.Quantity * line.UnitPrice == net;
        return new JsonObject
        {
            ["name"] = AccountingText.Lines(line.Description),
            ["quantity"] = isExact ? line.Quantity : 1,
            ["price_unit"] = isExact ? line.UnitPrice : net,
            ["account_id"] = OdooSystem.NumberOf(line.LedgerAccountId, AccountingFault.LedgerAccountMissing, "an account"),
            // Also when there is none: else Odoo takes the account's default.
            ["tax_ids"] = new JsonArray(new JsonArray(6, 0, line.TaxRateId is null ? [] : new JsonArray(OdooSystem.NumberOf(line.TaxRateId, AccountingFault.TaxRateMissing, "a tax")))),
        };
    }

    private async Task<int> CurrencyAsync(Currency currency, CancellationToken cancel) => await api.SearchAsync(access, "res.currency", [new("name", "=", currency.Code)], ["name"], 1, cancel) is [var found]
        ? found.Id
        : throw new AccountingException(AccountingFault.Rejected, $"The currency {currency} is not active in Odoo.");

    private async Task CheckAsync(string model, IEnumerable<string> ids, AccountingFault fault, string what, CancellationToken cancel)
    {
        var asked = ids.Select(id => OdooSystem.NumberOf(id, fault, what)).Distinct().ToList();
        if (asked.Count == 0)
        {
            return;
        }

        var found = (await api.SearchAsync(access, model, [new("id", asked)], ["name"], asked.Count, cancel)).Select(record => record.Id);
        if (asked.Except(found).Take(1).ToList() is [var missing])
        {
            throw new AccountingException(fault, $"Odoo has no {what} {missing} that can be used.");
        }
    }
}
