using System.Text.Json;
using System.Text.Json.Nodes;
using Quittance.Connectors.Http;
using Quittance.Domain.Accounting;

namespace Quittance.Connectors.AccountingSystems.QuickBooks;

/// <summary>Makes bill payments. Those of a bill are found through the bill itself, which is linked with each of them.</summary>
internal sealed class QuickBooksPayments(QuickBooksApi api)
{
    // Beyond this a query's address would become too long; the newest count.
    private const int LinkedMax = 100;

    public async Task<RemoteReference> PutAsync(AccountingAccess access, PaymentToPush payment, CancellationToken cancel)
    {
        var bill = await api.ReadAsync(access, "Bill", payment.BillId, cancel);
        if (await FindAsync(access, bill, payment, cancel) is { } there)
        {
            return there.Reference(there.Text("DocNumber"));
        }

        var owed = bill.RequiredNumber("Balance");
        if (payment.Amount.ToMajor() > owed)
        {
            throw AccountingRefusals.MoreThanOwed("QuickBooks", owed);
        }

        // A reference on the statement need not be unique, as QuickBooks may want it of check numbers; and the money has gone.
        var made = await api.CreateAsync(access, "BillPayment", payment.Key, await BodyAsync(access, payment, bill, cancel), "&include=allowduplicatedocnum", cancel);
        return made.Reference(made.Text("DocNumber"));
    }

    /// <summary>Looks among what the bill is linked with, whatever its day, and then among all payments of the day: none may be made twice.</summary>
    private async Task<JsonElement?> FindAsync(AccountingAccess access, JsonElement bill, PaymentToPush payment, CancellationToken cancel)
    {
        var ids = bill.Linked(IsPayment).Distinct(StringComparer.Ordinal).TakeLast(LinkedMax).ToList();
        return (ids.Count == 0 ? null : await FindAsync(access, QuickBooksQuery.IsAmong(ids), payment.Key, cancel))
            ?? await FindAsync(access, QuickBooksQuery.On("TxnDate", payment.Date), payment.Key, cancel);
    }

    private async Task<JsonElement?> FindAsync(AccountingAccess access, string condition, string key, CancellationToken cancel) => QuickBooksJson.Eldest(
        (await api.QueryAllAsync(access, "BillPayment", $" where {condition}", cancel))
            .Where(found => QuickBooksMark.Key(found.Text("PrivateNote")) == key && !QuickBooksReversals.IsVoid(found)));

    /// <summary>The word differs by what was paid with: <c>BillPaymentCheck</c>, <c>BillPaymentCreditCard</c>.</summary>
    private static bool IsPayment(string type) => type.StartsWith("BillPayment", StringComparison.Ordinal);

    private async Task<JsonObject> BodyAsync(AccountingAccess access, PaymentToPush payment, JsonElement bill, CancellationToken cancel)
    {
        var account = await api.FindAsync(access, "Account", payment.LedgerAccountId, cancel);
        if (account?.Text("AccountType") is not { } type || !QuickBooksChart.IsBank(type))
        {
            throw new AccountingException(AccountingFault.LedgerAccountMissing, "The payment's account is no bank or credit card account in QuickBooks.");
        }

        var amount = payment.Amount.ToMajor();
        var body = new JsonObject
        {
            ["VendorRef"] = QuickBooksBills.Ref(QuickBooksBills.VendorOf(bill, payment.VendorId)),
            ["TxnDate"] = QuickBooksBills.Iso(payment.Date),
            ["CurrencyRef"] = QuickBooksBills.Ref(payment.Amount.Currency.Code),
            ["PrivateNote"] = QuickBooksMark.Note(null, payment.Reference, payment.Key),
            ["TotalAmt"] = amount,
            ["Line"] = new JsonArray(LineFor("Bill", payment.BillId, amount)),
        };
        Pay(body, QuickBooksChart.IsCreditCard(type), payment.LedgerAccountId);
        if (QuickBooksMark.Number(payment.Reference) is { } number)
        {
            body["DocNumber"] = number;
        }

        return body;
    }

    /// <summary>Says from which account it is paid.</summary>
    public static void Pay(JsonObject body, bool isCreditCard, string accountId)
    {
        body["PayType"] = isCreditCard ? "CreditCard" : "Check";
        body[isCreditCard ? "CreditCardPayment" : "CheckPayment"] = new JsonObject { [isCreditCard ? "CCAccountRef" : "BankAccountRef"] = QuickBooksBills.Ref(accountId) };
    }

    /// <summary>The part of a payment that goes to one transaction.</summary>
    public static JsonObject LineFor(string type, string id, decimal amount) => new()
    {
        ["Amount"] = amount,
        ["LinkedTxn"] = new JsonArray(new JsonObject { ["TxnId"] = id, ["TxnType"] = type }),
    };
}
