using System.Globalization;
using System.Text.Json.Nodes;

namespace Quittance.Counterparts.QuickBooks;

/// <summary>What QuickBooks refuses, and what it works out by itself.</summary>
internal sealed class QuickBooksRules(QuickBooksRealm realm)
{
    private const int NumberMax = 21;

    private const int NoteMax = 4000;

    private const int DescriptionMax = 4000;

    /// <param name="there">The object as it was before; null when it is new.</param>
    public void Check(string kind, JsonObject entity, JsonObject? there, string include)
    {
        switch (kind)
        {
            case "Vendor":
                CheckVendor(entity, there);
                break;
            case "Bill" or "VendorCredit":
                CheckTransaction(kind, entity, there, include);
                CheckPurchase(entity);
                break;
            case "BillPayment":
                CheckTransaction(kind, entity, there, include);
                CheckPayment(entity, there);
                break;
            default:
                throw new QuickBooksFaultException("500", "Unsupported Operation", $"Operation Write is not supported on {kind}.");
        }
    }

    public void CheckPeriod(string kind, JsonObject transaction)
    {
        if (kind != "Vendor" && realm.ClosedUntil is { } closed && DateOnly.Parse(QuickBooksRealm.Text(transaction, "TxnDate")!, CultureInfo.InvariantCulture) <= closed)
        {
            throw new QuickBooksFaultException(
                "6210", "Account Period Closed, Cannot Update Through Services API", "The account period has closed and the account books cannot be updated through the QBO Services API.");
        }
    }

    /// <summary>The lines of a payment that go to one bill or credit.</summary>
    public static IEnumerable<JsonObject> LinesFor(JsonObject payment, string kind, string id) =>
        Lines(payment).Where(line => Link(line) is { } link && QuickBooksRealm.Text(link, "TxnType") == kind && QuickBooksRealm.Text(link, "TxnId") == id);

    private void CheckVendor(JsonObject vendor, JsonObject? there)
    {
        vendor.Remove("Notes"); // In the schema, and not kept: neither stored nor answered.
        var name = QuickBooksRealm.Text(vendor, "DisplayName") ?? QuickBooksRealm.Text(vendor, "CompanyName") ?? throw QuickBooksFaultException.Missing("DisplayName");
        if (name.AsSpan().ContainsAny(':', '\t', '\n') || name.Length > 500)
        {
            throw QuickBooksFaultException.Rule("The display name cannot include a tab, new line or colon, and has at most 500 characters.");
        }

        foreach (var text in new[] { name, QuickBooksRealm.Text(vendor, "CompanyName"), QuickBooksRealm.Text(vendor, "PrintOnCheckName") })
        {
            RequireTaken(text, 500);
        }

        foreach (var (field, charactersMax) in new[] { ("Line1", 500), ("City", 255), ("Country", 255), ("PostalCode", 30) })
        {
            RequireTaken(QuickBooksRealm.Text(vendor["BillAddr"] as JsonObject, field), charactersMax);
        }

        if (realm.NamesOfOthers.Contains(name) || realm.Of("Vendor").Any(other =>
            string.Equals(QuickBooksRealm.Text(other, "DisplayName"), name, StringComparison.OrdinalIgnoreCase) && QuickBooksRealm.Text(other, "Id") != QuickBooksRealm.Text(there, "Id")))
        {
            throw new QuickBooksFaultException("6240", "Duplicate Name Exists Error", "The name supplied already exists. : null");
        }

        var isActive = vendor["Active"]?.GetValue<bool>() ?? true;
        vendor["DisplayName"] = isActive ? name : $"{name} (deleted)";
        vendor["Active"] = isActive;
        vendor["PrintOnCheckName"] ??= name;
        vendor["Vendor1099"] ??= false;
        vendor["CurrencyRef"] ??= new JsonObject { ["value"] = realm.HomeCurrency };
    }

    private void CheckTransaction(string kind, JsonObject entity, JsonObject? there, string include)
    {
        var vendorId = QuickBooksRealm.Ref(entity, "VendorRef") ?? throw QuickBooksFaultException.Missing("VendorRef");
        var vendor = realm.Get("Vendor", vendorId) ?? throw QuickBooksFaultException.Reference("Names", vendorId);
        if (vendor["Active"]!.GetValue<bool>() is false)
        {
            throw QuickBooksFaultException.NotFound();
        }

        ((JsonObject)entity["VendorRef"]!)["name"] = QuickBooksRealm.Text(vendor, "DisplayName");
        entity["TxnDate"] ??= "2026-01-01";
        CheckPeriod(kind, entity);
        if (there is not null)
        {
            CheckPeriod(kind, there);
        }

        var number = QuickBooksRealm.Text(entity, "DocNumber");
        RequireTaken(number, NumberMax);
        RequireTaken(QuickBooksRealm.Text(entity, "PrivateNote"), NoteMax);
        if (number is not null && realm.WarnsOfDuplicates && !include.Contains("allowduplicatedocnum", StringComparison.Ordinal) && realm.Of(kind).Any(other =>
            QuickBooksRealm.Text(other, "DocNumber") == number && QuickBooksRealm.Ref(other, "VendorRef") == vendorId && QuickBooksRealm.Text(other, "Id") != QuickBooksRealm.Text(there, "Id")))
        {
            throw new QuickBooksFaultException(
                "6140", "Duplicate Document Number Error", $"Duplicate Document Number Error : You must specify a different number. This number has already been used. DocNumber={number} is assigned to TxnType={kind}");
        }

        if (QuickBooksRealm.Ref(entity, "CurrencyRef") is { } currency && currency != realm.HomeCurrency)
        {
            throw QuickBooksFaultException.Rule("Multi Currency should be enabled to perform this operation.");
        }

        entity["CurrencyRef"] = new JsonObject { ["value"] = realm.HomeCurrency };
    }

    private void CheckPurchase(JsonObject entity)
    {
        if (Lines(entity) is not { Count: > 0 } lines)
        {
            throw QuickBooksFaultException.Missing("Line");
        }

        for (var at = 0; at < lines.Count; at++)
        {
            CheckLine(lines[at]);
            (lines[at]["Id"], lines[at]["LineNum"]) = ($"{at + 1}", at + 1);
        }

        var taxes = new QuickBooksTaxing(realm).Tax(entity, lines);
        var total = lines.Sum(line => QuickBooksRealm.Number(line, "Amount")) + taxes;
        entity["TotalAmt"] = total >= 0 ? total : throw QuickBooksFaultException.Rule("The transaction amount must be zero or greater.");
        entity["APAccountRef"] ??= new JsonObject { ["value"] = realm.PayableAccountId, ["name"] = "Accounts Payable (A/P)" };
        entity["Balance"] ??= total;
    }

    private void CheckLine(JsonObject line)
    {
        RequireTaken(QuickBooksRealm.Text(line, "Description"), DescriptionMax);
        if (line["Amount"] is null)
        {
            throw QuickBooksFaultException.Missing("Amount");
        }

        if (QuickBooksRealm.Text(line, "DetailType") != "AccountBasedExpenseLineDetail" || line["AccountBasedExpenseLineDetail"] is not JsonObject detail)
        {
            throw QuickBooksFaultException.Missing("DetailType");
        }

        var id = QuickBooksRealm.Ref(detail, "AccountRef");
        var account = realm.Get("Account", id) ?? throw QuickBooksFaultException.Reference("Accounts", id);
        if (QuickBooksRealm.Text(account, "AccountType") is "Accounts Payable" or "Accounts Receivable")
        {
            throw QuickBooksFaultException.Rule("You can only use this account in another kind of transaction.");
        }

        ((JsonObject)detail["AccountRef"]!)["name"] = QuickBooksRealm.Text(account, "Name");
        detail["BillableStatus"] ??= "NotBillable";
    }

    private void CheckPayment(JsonObject payment, JsonObject? there)
    {
        var isCard = QuickBooksRealm.Text(payment, "PayType") == "CreditCard";
        var account = QuickBooksRealm.Ref(payment[isCard ? "CreditCardPayment" : "CheckPayment"] as JsonObject, isCard ? "CCAccountRef" : "BankAccountRef");
        if (QuickBooksRealm.Text(realm.Get("Account", account), "AccountType") != (isCard ? "Credit Card" : "Bank"))
        {
            throw QuickBooksFaultException.Reference("Accounts", account);
        }

        var applied = 0m;
        foreach (var line in Lines(payment))
        {
            var link = Link(line) ?? throw QuickBooksFaultException.Missing("LinkedTxn");
            var (kind, id) = (QuickBooksRealm.Text(link, "TxnType") ?? "", QuickBooksRealm.Text(link, "TxnId"));
            var owing = realm.Get(kind, id) ?? throw QuickBooksFaultException.Reference("Transaction", id);
            var before = there is null ? 0 : LinesFor(there, kind, id!).Sum(old => QuickBooksRealm.Number(old, "Amount"));
            if (QuickBooksRealm.Ref(owing, "VendorRef") != QuickBooksRealm.Ref(payment, "VendorRef") || QuickBooksRealm.Number(line, "Amount") > QuickBooksRealm.Number(owing, "Balance") + before)
            {
                throw QuickBooksFaultException.Rule("The amount is more than what is open, or the transaction is another vendor's.");
            }

            applied += QuickBooksRealm.Number(line, "Amount") * (kind == "VendorCredit" ? -1 : 1);
        }

        if (payment["TotalAmt"] is null || applied < 0 || QuickBooksRealm.Number(payment, "TotalAmt") < applied)
        {
            throw QuickBooksFaultException.Rule("The total of the payment is less than what it pays.");
        }
    }

    // What it does with characters that are no text, or that take four bytes in UTF-8, is nowhere written; nobody should have to find out.
    private static void RequireTaken(string? text, int charactersMax)
    {
        if (text?.Length > charactersMax)
        {
            throw new QuickBooksFaultException(
                "2050", "String length is either shorter or longer than supported by specification", $"String length specified does not match the supported length. Min:0 Max:{charactersMax} supported.");
        }

        if (text?.Any(letter => char.IsSurrogate(letter) || (char.IsControl(letter) && letter != '\n')) == true)
        {
            throw QuickBooksFaultException.Rule("The text has characters that are not supported.");
        }
    }

    private static JsonObject? Link(JsonObject line) => (line["LinkedTxn"] as JsonArray)?.FirstOrDefault() as JsonObject;

    internal static List<JsonObject> Lines(JsonObject entity) => [.. (entity["Line"] as JsonArray ?? []).OfType<JsonObject>()];
}
