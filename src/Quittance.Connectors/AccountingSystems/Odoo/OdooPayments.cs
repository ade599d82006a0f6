using System.Globalization;
using System.Text.Json.Nodes;
using Quittance.Domain.Accounting;

namespace Quittance.Connectors.AccountingSystems.Odoo;

/// <summary>Payments, which are <c>account.payment</c>. Our key is in <c>memo</c>, with what the bank statement shows before it.</summary>
internal sealed class OdooPayments(OdooApi api, AccountingAccess access)
{
    private const string Model = "account.payment";
    private const string Wizard = "account.payment.register";

    /// <summary>What is read of a payment.</summary>
    public static readonly string[] Fields = ["name", "memo", "state", "amount", "currency_id", "date", "partner_id", "reconciled_bill_ids", "write_date"];

    /// <summary>Pays the bill by the same wizard as people do: it makes the payment, posts it and sets it off in one call.</summary>
    public async Task<RemoteReference> PutAsync(PaymentToPush payment, CancellationToken cancel)
    {
        if (await FindAsync(payment.Key, cancel) is { } earlier)
        {
            return Checked(earlier, payment);
        }

        var billId = OdooSystem.NumberOf(payment.BillId, AccountingFault.NotFound, "a bill");
        var bill = await new OdooBills(api, access).GetAsync(billId, cancel);
        var owed = OdooBills.Residual(bill);
        if (payment.Amount.ToMajor() > owed)
        {
            throw AccountingRefusals.MoreThanOwed("Odoo", owed);
        }

        var journal = await JournalAsync(payment.LedgerAccountId, cancel);
        var context = new JsonObject { ["active_model"] = "account.move", ["active_ids"] = new JsonArray(billId) };
        var values = new JsonObject
        {
            ["payment_date"] = OdooBills.Day(payment.Date),
            ["amount"] = payment.Amount.ToMajor(),
            ["currency_id"] = bill.ReferenceName("currency_id") == payment.Amount.Currency.Code
                ? bill.ReferenceId("currency_id")
                : throw new AccountingException(AccountingFault.Rejected, $"The bill is in {bill.ReferenceName("currency_id")} in Odoo, the payment in {payment.Amount.Currency}."),
            ["journal_id"] = journal,
            ["communication"] = $"{AccountingText.Line(payment.Reference)} {payment.Key}".TrimStart(),
            ["payment_difference_handling"] = "open",
        };
        var wizard = await api.CreateAsync(access, Wizard, values, cancel, (JsonObject)context.DeepClone());
        await api.DoAsync(access, Wizard, "action_create_payments", wizard, cancel, context);
        return Checked(await FindAsync(payment.Key, cancel) ?? throw new AccountingException(AccountingFault.BadAnswer, "Odoo does not show the payment that it made."), payment);
    }

    /// <summary>Resets the payment to a draft, which opens the bill again, and cancels it.</summary>
    public async Task<RemoteReference> ReverseAsync(PaymentReversal reversal, CancellationToken cancel)
    {
        var id = OdooSystem.NumberOf(reversal.PaymentId, AccountingFault.NotFound, "a payment");
        for (var step = 0; step < 3; step++)
        {
            var payment = await GetAsync(id, cancel);
            switch (payment.Word("state"))
            {
                case "canceled":
                    return ReferenceOf(payment);
                case "draft":
                    await api.DoAsync(access, Model, "action_cancel", id, cancel);
                    break;
                default:
                    await api.DoAsync(access, Model, "action_draft", id, cancel);
                    break;
            }
        }

        var last = await GetAsync(id, cancel);
        return last.Word("state") == "canceled" ? ReferenceOf(last) : throw new AccountingException(AccountingFault.Conflict, $"The payment is {last.Word("state")} in Odoo and cannot be canceled.");
    }

    /// <summary>The payment as it stands there.</summary>
    public static RemoteReference ReferenceOf(OdooRecord payment) => new(
        OdooSystem.IdOf(payment), string.Create(CultureInfo.InvariantCulture, $"{payment.Word("state")}/{payment.Text("write_date")}/{payment.Number("amount")}"), payment.Instant("write_date"), payment.Text("name"));

    /// <summary>Our key in a memo; null when it has none.</summary>
    public static string? KeyIn(string? memo) => memo?.Split(' ')[^1] is { } last && last.StartsWith("trx_", StringComparison.Ordinal) ? last : null;

    /// <summary>Whether it was taken back, or the bank did not take it.</summary>
    public static bool IsVoid(OdooRecord payment) => payment.Word("state") is "canceled" or "rejected";

    // An underscore stands for any letter in "like", so the key is looked for in what comes.
    private async Task<OdooRecord?> FindAsync(string key, CancellationToken cancel)
    {
        var found = await api.SearchAsync(access, Model, [new("memo", "like", key)], Fields, 10, cancel);
        return found.Where(payment => KeyIn(payment.Text("memo")) == key && !IsVoid(payment)).Select(payment => (OdooRecord?)payment).FirstOrDefault();
    }

    private static RemoteReference Checked(OdooRecord found, PaymentToPush payment) =>
        found.Amount("amount", payment.Amount.Currency.Code) == payment.Amount.ToMajor() && found.ReferenceName("currency_id") == payment.Amount.Currency.Code
            ? ReferenceOf(found)
            : throw new AccountingException(AccountingFault.Conflict, $"Odoo has the payment {found.Text("name")} with another amount.");

    private async Task<OdooRecord> GetAsync(int id, CancellationToken cancel) => await api.SearchAsync(access, Model, [new("id", "=", id)], Fields, 1, cancel) is [var payment]
        ? payment
        : throw new AccountingException(AccountingFault.NotFound, $"Odoo has no payment {id} any more.");

    private async Task<int> JournalAsync(string accountId, CancellationToken cancel)
    {
        var account = OdooSystem.NumberOf(accountId, AccountingFault.LedgerAccountMissing, "an account");
        return await api.SearchAsync(access, "account.journal", [OdooCondition.Words("type", "in", "bank", "cash", "credit"), new("default_account_id", "=", account)], ["name"], 1, cancel) is [var journal]
            ? journal.Id
            : throw new AccountingException(AccountingFault.LedgerAccountMissing, $"Odoo has no bank or cash journal on the account {accountId}.");
    }
}
