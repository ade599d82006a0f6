using System.Text.Json;
using System.Text.Json.Nodes;
using Quittance.Connectors.Http;
using Quittance.Domain.Accounting;
using static Quittance.Connectors.AccountingSystems.Tryton.TrytonValue;

namespace Quittance.Connectors.AccountingSystems.Tryton;

/// <summary>Bills are Tryton's supplier invoices; our key is their comment, which nobody can change once they are posted.</summary>
internal static class TrytonBills
{
    public const string Invoice = "account.invoice";

    private const int NamesakesMax = 100;

    private static readonly string[] Fields = ["state", "number", "total_amount", "comment", "write_date", "create_date"];

    /// <summary>Makes the bill, or finishes the one that an earlier call left as a draft, and posts it.</summary>
    public static async Task<RemoteReference> PutAsync(TrytonCalls tryton, BillToPush bill, CancellationToken cancel)
    {
        var found = await FindAsync(tryton, bill, cancel);
        if (found is { } there)
        {
            switch (there.Text("state"))
            {
                case "posted" or "paid":
                    return there.Reference(there.Text("number"));
                case "cancelled":
                    throw new AccountingException(AccountingFault.Rejected, "The bill was cancelled in Tryton.");
            }
        }

        var id = found?.Id() ?? await CreateAsync(tryton, bill, cancel);
        try
        {
            await TrytonBillTaxes.SettleAsync(tryton, id, bill, cancel);
            await PostAsync(tryton, id, bill, cancel);
        }
        catch (AccountingException failed) when (!failed.Fault.IsTransient() && !failed.Fault.StopsConnection())
        {
            // Posting is one step at Tryton's: what has failed for good left a draft without a number, which nobody wants.
            await RemoveDraftAsync(tryton, id, cancel);
            throw;
        }

        return await ReferenceAsync(tryton, id, cancel);
    }

    /// <summary>What the bill is called over there.</summary>
    public static async Task<RemoteReference> ReferenceAsync(TrytonCalls tryton, long id, CancellationToken cancel) =>
        await tryton.FirstAsync(Invoice, [Is("id", id)], Fields, cancel) is { } bill
            ? bill.Reference(bill.Text("number"))
            : throw new AccountingException(AccountingFault.NotFound, "The bill is not in Tryton any more.");

    /// <summary>The bill's memo as the field takes it, which is of one line.</summary>
    public static string? MemoOf(BillToPush bill) => AccountingText.LineOrNull(bill.Memo, AccountingText.LinesMax);

    /// <summary>Which of the invoices with the same key is the bill; null when there is none.</summary>
    /// <param name="invoices">In the order of their ids, with <c>state</c> and <c>total_amount</c>.</param>
    /// <remarks>
    /// Tryton copies the comment to credit notes and duplicates, and a call that was thought lost may have left a second draft. What is posted
    /// is the bill, else what was there first; so that no key is ever posted twice.
    /// </remarks>
    public static JsonElement? OwnerOf(IEnumerable<JsonElement> invoices)
    {
        var bills = invoices.Where(invoice => !(invoice.Number("total_amount") < 0)).ToList();
        return bills.Count == 0 ? null : bills.Find(bill => bill.Text("state") is "posted" or "paid") is { ValueKind: JsonValueKind.Object } posted ? posted : bills[0];
    }

    /// <summary>What an earlier call has made of the bill.</summary>
    /// <exception cref="AccountingException"><see cref="AccountingFault.Duplicate"/>: nothing, but the vendor has another bill of this number, which Tryton itself would not mind.</exception>
    private static async Task<JsonElement?> FindAsync(TrytonCalls tryton, BillToPush bill, CancellationToken cancel)
    {
        var meant = bill.Number is { Length: > 0 } number && IdOf(bill.VendorId) is { } vendor
            ? new JsonArray("OR", Is("comment", bill.Key), new JsonArray(Is("party", vendor), Is("reference", number)))
            : Is("comment", bill.Key);
        var like = await tryton.SearchReadAsync(Invoice, [Is("type", "in"), tryton.OfCompany, meant], Fields, NamesakesMax, cancel);
        if (OwnerOf(like.Where(invoice => invoice.Text("comment") == bill.Key)) is { } ours)
        {
            return ours;
        }

        return like.Any(other => !(other.Number("total_amount") < 0) && other.Text("state") != "cancelled" && !(other.Text("comment") is { } comment && TrytonBillReading.IsKey(comment)))
            ? throw AccountingRefusals.Duplicate("Tryton", bill.Number!)
            : null;
    }

    private static async Task PostAsync(TrytonCalls tryton, long id, BillToPush bill, CancellationToken cancel)
    {
        var draft = await tryton.FirstAsync(Invoice, [Is("id", id)], Fields, cancel);
        var total = draft?.Number("total_amount");
        if (total != bill.Total.ToMajor())
        {
            throw new AccountingException(AccountingFault.TotalDiffers, FormattableString.Invariant($"Tryton comes to {total}, the bill to {bill.Total}."));
        }

        await tryton.DoAsync(Invoice, "post", id, cancel);
    }

    private static async Task RemoveDraftAsync(TrytonCalls tryton, long id, CancellationToken cancel)
    {
        try
        {
            await tryton.DoAsync(Invoice, "delete", id, cancel);
        }
        catch (AccountingException)
        {
            // The failure that led here is the one to tell; the draft is found by its key when the bill is pushed again.
        }
    }

    private static async Task<long> CreateAsync(TrytonCalls tryton, BillToPush bill, CancellationToken cancel)
    {
        await RequireAccountsAsync(tryton, bill, cancel);
        await TrytonBillTaxes.RequireAsync(tryton, bill, cancel);
        var vendor = IdOf(bill.VendorId) ?? throw NoVendor();
        var party = await tryton.FirstAsync(TrytonVendors.Party, [Is("id", vendor), Is("active", true)], ["name", "addresses", "account_payable"], cancel) ?? throw NoVendor();
        var payable = party.Id("account_payable") ?? await DefaultPayableAsync(tryton, cancel)
            ?? throw new AccountingException(AccountingFault.LedgerAccountMissing, $"Tryton has no payable account for {party.Text("name")}: set one at the party or in the accounting configuration.");
        var journal = await tryton.FirstAsync("account.journal", [Is("type", "expense")], ["name"], cancel)
            ?? throw new AccountingException(AccountingFault.Rejected, "Tryton has no journal of the type Expense.");
        var currency = await CurrencyAsync(tryton, bill.Total.Currency.Code, cancel);
        var lines = bill.Lines.Select(line => (JsonNode)TrytonBillLine.Of(line, bill.Total.Currency, currency, tryton.CompanyId)).ToArray();
        return await tryton.CreateAsync(Invoice, new JsonObject
        {
            ["type"] = "in",
            ["company"] = tryton.CompanyId,
            ["party"] = vendor,
            ["invoice_address"] = party.IdList("addresses") is [var address, ..] ? address : await NewAddressAsync(tryton, vendor, cancel),
            ["account"] = payable,
            ["journal"] = journal.Id(),
            ["currency"] = currency,
            ["invoice_date"] = Of(bill.Date),
            // Without a payment term Tryton has the whole due on this day.
            ["payment_term"] = null,
            ["payment_term_date"] = Of(bill.DueDate ?? bill.Date),
            ["reference"] = AccountingText.LineOrNull(bill.Number),
            ["description"] = MemoOf(bill),
            ["comment"] = bill.Key,
            ["lines"] = new JsonArray(new JsonArray("create", new JsonArray(lines))),
        }, cancel);
    }

    /// <summary>The id of a currency.</summary>
    public static async Task<long> CurrencyAsync(TrytonCalls tryton, string code, CancellationToken cancel) =>
        (await tryton.FirstAsync("currency.currency", [Is("code", code)], ["code"], cancel))?.Id()
        ?? throw new AccountingException(AccountingFault.Rejected, $"Tryton has no currency {code}.");

    private static async Task<long?> DefaultPayableAsync(TrytonCalls tryton, CancellationToken cancel) =>
        (await tryton.FirstAsync("account.configuration", [], ["default_account_payable"], cancel))?.Id("default_account_payable");

    private static Task<long> NewAddressAsync(TrytonCalls tryton, long party, CancellationToken cancel) =>
        tryton.CreateAsync("party.address", new JsonObject { ["party"] = party }, cancel);

    // Tryton would say so too, but not which of its many refusals it is.
    private static async Task RequireAccountsAsync(TrytonCalls tryton, BillToPush bill, CancellationToken cancel)
    {
        var wanted = bill.Lines.Select(line => IdOf(line.LedgerAccountId) ?? throw NoAccount(line)).Distinct().ToArray();
        JsonArray domain =
        [
            Is("id", "in", Ids(wanted)), tryton.OfCompany, Is("closed", "!=", true),
            new JsonArray("OR", Is("type.expense", true), Is("type.debt", true)),
        ];
        var usable = (await tryton.SearchReadAsync("account.account", domain, ["code"], wanted.Length, cancel)).Select(account => account.Id()).ToHashSet();
        if (bill.Lines.FirstOrDefault(line => !usable.Contains(IdOf(line.LedgerAccountId)!.Value)) is { } missing)
        {
            throw NoAccount(missing);
        }
    }

    private static AccountingException NoAccount(BillLineToPush line) => new(
        AccountingFault.LedgerAccountMissing, $"Tryton has no open account {line.LedgerAccountId} that supplier invoices can be booked on (one whose type is Expense or Debt).");

    private static AccountingException NoVendor() => new(AccountingFault.NotFound, "The vendor is not in Tryton any more, or is deactivated.");
}
