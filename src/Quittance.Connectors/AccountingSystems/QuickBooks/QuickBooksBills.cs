using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Quittance.Connectors.Http;
using Quittance.Domain;
using Quittance.Domain.Accounting;

namespace Quittance.Connectors.AccountingSystems.QuickBooks;

/// <summary>Makes bills. A bill in QuickBooks has no draft: it is owed once it is there.</summary>
internal sealed class QuickBooksBills(QuickBooksApi api)
{
    private const int DescriptionMax = 4000;

    private const int TaxWordsMax = 50;

    public async Task<RemoteReference> PutAsync(AccountingAccess access, BillToPush bill, CancellationToken cancel)
    {
        // QuickBooks remembers request ids for a while only, and our own memory may be gone: so it is asked first, every time.
        var made = await FindAsync(access, bill, cancel) ?? await CreateAsync(access, bill, cancel);
        var total = made.RequiredNumber("TotalAmt");
        if (total == bill.Total.ToMajor())
        {
            return made.Reference(NumberOf(made));
        }

        // Untouched since it was made: this call's, or one's that was killed before it came here.
        if (made.Text("SyncToken") == "0" && made.Number("Balance") == total)
        {
            await api.DeleteAsync(access, "Bill", made, cancel);
        }

        throw new AccountingException(AccountingFault.TotalDiffers, string.Create(
            CultureInfo.InvariantCulture, $"QuickBooks comes to {total:0.00##} for bill {bill.Number}, which is over {bill.Total.ToText()}."));
    }

    /// <summary>What people call a bill: its number, in full where the note has it.</summary>
    public static string? NumberOf(JsonElement bill) => QuickBooksMark.FullNumber(bill.Text("PrivateNote")) ?? bill.Text("DocNumber");

    /// <summary>The vendor whose bill it is by now: the one that it was made for may have been merged into another.</summary>
    public static string VendorOf(JsonElement bill, string madeFor) => bill.Ref("VendorRef") ?? madeFor;

    private async Task<JsonElement> CreateAsync(AccountingAccess access, BillToPush bill, CancellationToken cancel)
    {
        var body = await BodyAsync(access, bill, cancel);
        try
        {
            return await api.CreateAsync(access, "Bill", bill.Key, body, "", cancel);
        }
        catch (AccountingException taken) when (taken.Fault == AccountingFault.Duplicate)
        {
            // By this very bill, if an earlier call was still being worked on when it was searched for.
            if (await FindAsync(access, bill, cancel) is { } ours)
            {
                return ours;
            }

            throw;
        }
    }

    private async Task<JsonElement?> FindAsync(AccountingAccess access, BillToPush bill, CancellationToken cancel)
    {
        var number = QuickBooksMark.Number(bill.Number);
        var condition = number is not null && QuickBooksQuery.CanAskFor(number) ? QuickBooksQuery.Is("DocNumber", number) : QuickBooksQuery.On("TxnDate", bill.Date);
        var found = await api.QueryAllAsync(access, "Bill", $" where {condition}", cancel);
        // Whoever the vendor is by now: it may have been merged into another.
        if (QuickBooksJson.Eldest(found.Where(other => KeyOf(other) == bill.Key)) is { } ours)
        {
            return ours;
        }

        // Whether QuickBooks itself refuses a second bill of one number is a preference of the company. Paying twice is none.
        // Intuit's schema does not promise that a query may ask for the vendor.
        var others = found.FirstOrDefault(other => number is not null && other.Text("DocNumber") == number && other.Ref("VendorRef") == bill.VendorId && KeyOf(other) is null && other.Number("TotalAmt") != 0);
        return others.ValueKind == JsonValueKind.Undefined ? null : throw AccountingRefusals.Duplicate("QuickBooks", number!);
    }

    private static string? KeyOf(JsonElement bill) => QuickBooksMark.Key(bill.Text("PrivateNote"));

    private async Task<JsonObject> BodyAsync(AccountingAccess access, BillToPush bill, CancellationToken cancel)
    {
        var isTaxed = bill.Lines.Any(line => line.TaxRateId is not null);
        var taxes = isTaxed || bill.Lines.Any(line => line.TaxMinor != 0) ? await QuickBooksTaxes.LoadAsync(api, access, cancel) : null;
        if (!isTaxed && taxes is { IsWithoutAny: true })
        {
            // As in the United States: nobody gives this company its tax back, so it is a part of the cost.
            bill = bill with { Lines = [.. bill.Lines.Select(line => WithTaxInCost(line, bill.Total.Currency))] };
        }

        if (bill.Lines.Any(line => line is { TaxRateId: null, TaxMinor: not 0 }))
        {
            throw new AccountingException(AccountingFault.TaxRateMissing, "A line has tax and no tax rate. Choose one of QuickBooks' purchase tax codes for it.");
        }

        var codes = bill.Lines.Select(line => line.TaxRateId ?? (isTaxed ? taxes!.None() : null)).ToList();
        var body = new JsonObject
        {
            ["VendorRef"] = Ref(bill.VendorId),
            ["TxnDate"] = Iso(bill.Date),
            ["CurrencyRef"] = Ref(bill.Total.Currency.Code),
            ["PrivateNote"] = QuickBooksMark.Note(bill.Memo, bill.Number, bill.Key),
            ["GlobalTaxCalculation"] = isTaxed ? "TaxExcluded" : "NotApplicable",
            ["Line"] = new JsonArray([.. bill.Lines.Select((line, at) => Line(line, codes[at], bill.Total.Currency))]),
        };
        if (QuickBooksMark.Number(bill.Number) is { } number)
        {
            body["DocNumber"] = number;
        }

        if (bill.DueDate is { } due)
        {
            body["DueDate"] = Iso(due);
        }

        if (isTaxed && taxes!.Detail([.. bill.Lines.Select((line, at) => (codes[at]!, Major(line.NetMinor, bill), Major(line.TaxMinor, bill)))], bill.Total.Currency.MinorDigits) is { } detail)
        {
            body["TxnTaxDetail"] = detail;
        }

        return body;
    }

    private static BillLineToPush WithTaxInCost(BillLineToPush line, Currency currency) => line.TaxMinor == 0 ? line : line with
    {
        NetMinor = line.NetMinor + line.TaxMinor,
        TaxMinor = 0,
        Description = $"{DescriptionOf(line, DescriptionMax - TaxWordsMax)} (with {new Money(line.TaxMinor, currency).ToText()} tax)",
    };

    private static string DescriptionOf(BillLineToPush line, int charactersMax) => AccountingText.Lines(AccountingText.WithoutEmoji(line.Description), charactersMax);

    private static JsonObject Line(BillLineToPush line, string? taxCode, Currency currency)
    {
        var detail = new JsonObject { ["AccountRef"] = Ref(line.LedgerAccountId) };
        if (taxCode is not null)
        {
            detail["TaxCodeRef"] = Ref(taxCode);
        }

        return new JsonObject
        {
            ["Description"] = DescriptionOf(line, DescriptionMax),
            ["Amount"] = new Money(line.NetMinor, currency).ToMajor(),
            ["DetailType"] = "AccountBasedExpenseLineDetail",
            ["AccountBasedExpenseLineDetail"] = detail,
        };
    }

    /// <summary>A reference to another object.</summary>
    public static JsonObject Ref(string id) => new() { ["value"] = id };

    /// <summary>A day as QuickBooks takes it.</summary>
    public static string Iso(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static decimal Major(long minor, BillToPush bill) => new Money(minor, bill.Total.Currency).ToMajor();
}
