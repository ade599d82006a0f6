using System.Text.Json;
using System.Text.Json.Nodes;
using Quittance.Connectors.Http;
using Quittance.Domain.Accounting;

namespace Quittance.Connectors.AccountingSystems.QuickBooks;

/// <summary>Takes bills and payments back, so that the books show what was and what was taken back.</summary>
internal sealed class QuickBooksReversals(QuickBooksApi api)
{
    private const string Voided = "Voided";

    private const string CreditPrefix = "CR-";

    /// <summary>
    /// Makes a vendor credit over the bill's lines and applies it to the bill. QuickBooks can also delete a bill, but then it is gone from every
    /// report, also of a period that was told to the tax office.
    /// </summary>
    public async Task<RemoteReference> ReverseBillAsync(AccountingAccess access, BillReversal reversal, CancellationToken cancel)
    {
        if (await api.FindAsync(access, "Bill", reversal.BillId, cancel) is not { } bill)
        {
            return Gone(reversal.BillId);
        }

        var total = bill.RequiredNumber("TotalAmt");
        if (total == 0)
        {
            return bill.Reference(QuickBooksBills.NumberOf(bill)); // Voided over there, as far as anybody owes anything.
        }

        var number = QuickBooksMark.Number($"{CreditPrefix}{bill.Text("DocNumber") ?? reversal.BillId}")!;
        var found = await api.QueryAllAsync(access, "VendorCredit", $" where {QuickBooksQuery.Is("DocNumber", number)}", cancel);
        var credit = QuickBooksJson.Eldest(found.Where(other => QuickBooksMark.Key(other.Text("PrivateNote")) == reversal.Key))
            ?? await api.CreateAsync(access, "VendorCredit", reversal.Key, Credit(bill, reversal, number), "", cancel);
        if (credit.RequiredNumber("TotalAmt") != total)
        {
            await UndoAsync(access, credit, cancel);
        }

        await ApplyAsync(access, reversal, bill, credit, cancel);
        return credit.Reference(credit.Text("DocNumber"));
    }

    /// <summary>Deletes a credit that came to another total than the bill, unless somebody has touched it since.</summary>
    private async Task UndoAsync(AccountingAccess access, JsonElement credit, CancellationToken cancel)
    {
        if (credit.Text("SyncToken") == "0" && (credit.Number("Balance") ?? credit.Number("TotalAmt")) == credit.Number("TotalAmt"))
        {
            await api.DeleteAsync(access, "VendorCredit", credit, cancel);
        }

        throw new AccountingException(AccountingFault.TotalDiffers, "QuickBooks comes to another total for the vendor credit than for the bill that it takes back.");
    }

    /// <summary>Voids the bill payment: it stays, with no amount.</summary>
    public async Task<RemoteReference> ReversePaymentAsync(AccountingAccess access, PaymentReversal reversal, CancellationToken cancel)
    {
        if (await api.FindAsync(access, "BillPayment", reversal.PaymentId, cancel) is not { } payment)
        {
            return Gone(reversal.PaymentId);
        }

        var voided = IsVoid(payment) ? payment : await api.UpdateAsync(access, "BillPayment", payment, [], "&include=void", cancel);
        return voided.Reference(voided.Text("DocNumber"));
    }

    /// <summary>Whether a transaction was voided: QuickBooks takes its amounts away and says so in the note.</summary>
    public static bool IsVoid(JsonElement transaction) =>
        transaction.Number("TotalAmt") == 0 && transaction.Text("PrivateNote")?.StartsWith(Voided, StringComparison.Ordinal) == true;

    /// <summary>Somebody deleted it over there: what was to be reached is so, and there is nothing to write to.</summary>
    private static RemoteReference Gone(string id) => new(id, "deleted", null, null);

    private static JsonObject Credit(JsonElement bill, BillReversal reversal, string number)
    {
        var body = new JsonObject
        {
            ["VendorRef"] = QuickBooksBills.Ref(QuickBooksBills.VendorOf(bill, reversal.VendorId)),
            ["DocNumber"] = number,
            ["TxnDate"] = QuickBooksBills.Iso(reversal.Date),
            ["PrivateNote"] = QuickBooksMark.Note($"Takes bill {QuickBooksBills.NumberOf(bill)} back.", null, reversal.Key),
            ["Line"] = new JsonArray([.. bill.Lines().Where(line => line.Number("Amount") is not null).Select(line => Copy(line, ["Description", "Amount", "DetailType", "AccountBasedExpenseLineDetail", "ItemBasedExpenseLineDetail"]))]),
        };
        foreach (var field in Copy(bill, ["CurrencyRef", "ExchangeRate", "APAccountRef", "GlobalTaxCalculation"]))
        {
            body[field.Key] = field.Value?.DeepClone();
        }

        if (bill.Part("TxnTaxDetail") is { } taxes && taxes.Number("TotalTax") is not (null or 0))
        {
            body["TxnTaxDetail"] = Copy(taxes, ["TotalTax", "TaxLine"]);
        }

        return body;
    }

    private static JsonObject Copy(JsonElement from, string[] fields)
    {
        var copy = new JsonObject();
        foreach (var field in fields)
        {
            if (from.TryGetProperty(field, out var value) && value.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined))
            {
                copy[field] = JsonNode.Parse(value.GetRawText());
            }
        }

        return copy;
    }

    /// <summary>Sets the credit off against the bill, by a bill payment over nothing. Without any bank account the credit stays open.</summary>
    private async Task ApplyAsync(AccountingAccess access, BillReversal reversal, JsonElement bill, JsonElement credit, CancellationToken cancel)
    {
        var open = credit.Number("Balance") ?? (credit.Linked(_ => true).Any() ? 0 : credit.RequiredNumber("TotalAmt"));
        var amount = Math.Min(bill.RequiredNumber("Balance"), open);
        if (amount <= 0)
        {
            return;
        }

        var (banks, _) = await api.QueryAsync(access, "Account", " where AccountType = 'Bank'", 1, 1, cancel);
        if (banks.Count == 0)
        {
            return;
        }

        var body = new JsonObject
        {
            ["VendorRef"] = QuickBooksBills.Ref(QuickBooksBills.VendorOf(bill, reversal.VendorId)),
            ["TxnDate"] = QuickBooksBills.Iso(reversal.Date),
            ["PrivateNote"] = QuickBooksMark.Note(null, null, reversal.Key),
            ["TotalAmt"] = 0m,
            ["Line"] = new JsonArray(
                QuickBooksPayments.LineFor("Bill", reversal.BillId, amount),
                QuickBooksPayments.LineFor("VendorCredit", credit.RequiredText("Id"), amount)),
        };
        QuickBooksPayments.Pay(body, isCreditCard: false, banks[0].RequiredText("Id"));
        if (bill.Ref("CurrencyRef") is { } currency)
        {
            body["CurrencyRef"] = QuickBooksBills.Ref(currency);
        }

        await api.CreateAsync(access, "BillPayment", reversal.Key, body, "", cancel);
    }
}
