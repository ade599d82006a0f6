using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text.Json;
using Quittance.Domain.Invoices;
using Quittance.Domain.Networks;
using Quittance.Server.Invoices;
using Quittance.Server.Showing;

namespace Quittance.Server.Api.Payments;

/// <summary>The parameters by which bills are found; a repeated key is a list of alternatives. An empty one asks for nothing.</summary>
public sealed record InvoiceQuery(
    [property: Description("The first time that is wanted, of the date that dateType names."), DataType(DataType.DateTime)] string? StartDate,
    [property: Description("The last time that is wanted."), DataType(DataType.DateTime)] string? EndDate,
    [property: Description("CREATED_AT, UPDATED_AT, INVOICE_DATE, DUE_DATE, DEDUCTION_DATE or SETTLEMENT_DATE."), DefaultValue("CREATED_AT")] string? DateType,
    [property: Description("CREATED_AT, UPDATED_AT, AMOUNT, INVOICE_DATE, DUE_DATE, DEDUCTION_DATE, SETTLEMENT_DATE, INVOICE_NUMBER, VENDOR_NAME or PAYER_NAME."), DefaultValue("CREATED_AT")] string? OrderBy,
    [property: Description("ASC or DESC. What is not known comes last of ASC and first of DESC."), DefaultValue("ASC")] string? OrderDirection,
    [property: Range(1, 100), DefaultValue(10)] int? Limit,
    [property: Description("The id of the last invoice of the page before.")] string? StartingAfter,
    [property: Description("Part of the vendor's name, the invoice number, a check number or the amount, in minor or in major units.")] string? Search,
    [property: Description("Metadata, as `metadata[key]` and `metadata[value]`; of several filters all have to be met, of several values one. `NULL` finds what has no such key, `NOT NULL` what has it.")] string[]? Metadata,
    [property: Description("Metadata of the lines, in the same way.")] string[]? LineItemMetadata,
    [property: Description("Accounts to one of which some line belongs.")] string[]? LineItemGlAccountId,
    [property: Description("Ids or foreign ids.")] string[]? PayerId,
    [property: Description("Ids or foreign ids.")] string[]? VendorId,
    [property: Description("Users who made the invoices: their ids or foreign ids.")] string[]? CreatorUserId,
    [property: Description("Users who are asked for an approval, with all upstream policies approved, or who gave or refused one: their ids or foreign ids.")] string[]? ApproverId,
    [property: Description("NONE, APPROVE or REJECT; together with approverId.")] string[]? ApproverAction,
    [property: Description("How many approvals are needed: 3, >3, <5, >=2 or <=4.")] string? ApproverCount,
    [property: Description("Ids or foreign ids.")] string[]? InvoiceId,
    [property: Description(InvoiceWords.AboutStatuses)] string[]? Status,
    [property: Description("A JSON array of oneTime and recurring. There are no recurring ones.")] string? PaymentType,
    [property: Description("Templates that invoices were made from. There are no such invoices.")] string[]? InvoiceTemplateId,
    [property: Description("Whether to show the metadata of the payers.")] bool? ReturnPayerMetadata,
    [property: Description("Whether to show the metadata of the vendors.")] bool? ReturnVendorMetadata,
    [property: Description("Whether to say when each would be processed and settled, if it has a source and a destination.")] bool? ReturnPaymentTiming)
{
    private const int LimitDefault = 10;
    private const int LimitMax = 100;

    private static readonly Dictionary<string, InvoiceOrder> Orders = new(StringComparer.Ordinal)
    {
        ["AMOUNT"] = InvoiceOrder.Amount,
        ["DUE_DATE"] = InvoiceOrder.DueDate,
        ["CREATED_AT"] = InvoiceOrder.CreatedAt,
        ["UPDATED_AT"] = InvoiceOrder.UpdatedAt,
        ["DEDUCTION_DATE"] = InvoiceOrder.DeductionDate,
        ["INVOICE_DATE"] = InvoiceOrder.InvoiceDate,
        ["SETTLEMENT_DATE"] = InvoiceOrder.SettlementDate,
        ["INVOICE_NUMBER"] = InvoiceOrder.Number,
        ["VENDOR_NAME"] = InvoiceOrder.PayeeName,
        ["PAYER_NAME"] = InvoiceOrder.PayerName,
    };

    private static readonly Dictionary<string, bool> Directions = new(StringComparer.Ordinal) { ["ASC"] = false, ["DESC"] = true };

    /// <summary>What is asked for beside the bills.</summary>
    internal InvoiceExtras Extras => new(ReturnPayerMetadata == true, ReturnVendorMetadata == true, ReturnPaymentTiming == true);

    /// <param name="query">The query as it was sent: filters by metadata can only be read in their order.</param>
    internal (InvoiceSearchFilter Filter, InvoicePage Page) Checked(string? query)
    {
        var check = new Check();
        check.Between("limit", Limit, 1, LimitMax);
        var page = new InvoicePage(
            check.OneOf("orderBy", InvoiceParameters.Text(OrderBy), Orders) ?? InvoiceOrder.CreatedAt,
            check.OneOf("orderDirection", InvoiceParameters.Text(OrderDirection), Directions) ?? false,
            string.IsNullOrEmpty(StartingAfter) ? null : new InvoiceId(Ids.ReadOrNone(PaymentsIds.Invoice, StartingAfter)),
            Limit ?? LimitDefault);
        var filter = new InvoiceSearchFilter
        {
            Payers = InvoiceParameters.Texts(check, "payerId", PayerId),
            Payees = InvoiceParameters.Texts(check, "vendorId", VendorId),
            Invoices = InvoiceParameters.Invoices(check, InvoiceId, Status, wantsNone: WantsRecurring(check)),
            Creators = InvoiceParameters.Texts(check, "creatorUserId", CreatorUserId),
            Approvers = InvoiceParameters.Texts(check, "approverId", ApproverId),
            ApproverActions = [.. InvoiceParameters.Texts(check, "approverAction", ApproverAction).Select(word => check.OneOf("approverAction", word, InvoiceParameters.Actions)?.Stored ?? "")],
            ApproverCount = InvoiceParameters.Count(check, "approverCount", ApproverCount),
            Statuses = InvoiceParameters.Statuses(check, Status),
            DateOf = check.OneOf("dateType", InvoiceParameters.Text(DateType), InvoiceParameters.Dates) ?? InvoiceDateKind.CreatedAt,
            From = PaymentsTimes.Read(check, "startDate", StartDate),
            Until = PaymentsTimes.Read(check, "endDate", EndDate),
            Search = check.Optional("search", Search),
            Metadata = MetadataParameters.Read("metadata", query, check),
            LineMetadata = MetadataParameters.Read("lineItemMetadata", query, check),
            LedgerAccounts = InvoiceParameters.Texts(check, "lineItemGlAccountId", LineItemGlAccountId),
        };
        check.Done();
        return (filter, page);
    }

    // Nothing comes again here, and so nothing was made from a template.
    private bool WantsRecurring(Check check)
    {
        var isOfTemplate = InvoiceParameters.Texts(check, "invoiceTemplateId", InvoiceTemplateId).Count > 0;
        try
        {
            return isOfTemplate || (InvoiceParameters.Text(PaymentType) is { } text && JsonSerializer.Deserialize<string[]>(text) is { Length: > 0 } types && !types.Contains("oneTime"));
        }
        catch (JsonException)
        {
            check.Fault("paymentType", """paymentType must be a JSON array such as ["oneTime"]""");
            return false;
        }
    }
}

/// <summary>Whether a list of an entity or of a group is of what it pays or of what it is paid; of both where nothing is said.</summary>
public sealed record InvoiceSideQuery(
    [property: Description("Only what is paid to the entity, or to entities of the group.")] bool? ExcludePayables,
    [property: Description("Only what the entity, or entities of the group, pay.")] bool? ExcludeReceivables)
{
    internal InvoiceSearchFilter Narrow(InvoiceSearchFilter filter)
    {
        var check = new Check();
        filter = filter with { Side = InvoiceParameters.Side(check, ExcludePayables, ExcludeReceivables) };
        check.Done();
        return filter;
    }
}

/// <summary>The parameters by which bills are counted.</summary>
public sealed record InvoiceMetricsQuery(
    [property: Description("Part of the vendor's name, the invoice number, a check number or the amount, in minor or in major units.")] string? Search,
    [property: Description("Only what the entity is paid.")] bool? ExcludePayables,
    [property: Description("Only what the entity pays.")] bool? ExcludeReceivables,
    [property: Description("CREATION_DATE, DUE_DATE, INVOICE_DATE or DEDUCTION_DATE: tells the counts of each span of time, too.")] string? ReturnByDate,
    [property: Description("DAILY, WEEKLY (from Monday), MONTHLY or YEARLY."), DefaultValue("DAILY")] string? ReturnByDateFrequency,
    [property: Description("STATUS")] string[]? GroupBy,
    [property: Description("Ids or foreign ids.")] string[]? PayerId,
    [property: Description("Ids or foreign ids.")] string[]? VendorId,
    [property: Description("Ids or foreign ids.")] string[]? ApproverId,
    [property: Description("How many approvals are needed: 3, >3, <5, >=2 or <=4.")] string? ApproverCount,
    [property: Description("Ids or foreign ids.")] string[]? InvoiceId,
    [property: Description(InvoiceWords.AboutStatuses)] string[]? Status,
    [property: DataType(DataType.DateTime)] string? StartDate,
    [property: DataType(DataType.DateTime)] string? EndDate,
    [property: Description("CREATED_AT, UPDATED_AT, INVOICE_DATE, DUE_DATE, DEDUCTION_DATE or SETTLEMENT_DATE."), DefaultValue("CREATED_AT")] string? DateType,
    [property: Description("ISO 4217.")] string[]? Currency)
{
    private static readonly Dictionary<string, InvoiceDateKind> Groups = new(StringComparer.Ordinal)
    {
        ["CREATION_DATE"] = InvoiceDateKind.CreatedAt,
        ["DUE_DATE"] = InvoiceDateKind.DueDate,
        ["INVOICE_DATE"] = InvoiceDateKind.InvoiceDate,
        ["DEDUCTION_DATE"] = InvoiceDateKind.DeductionDate,
    };

    private static readonly Dictionary<string, InvoiceParameters.Word> Spans = new(StringComparer.Ordinal)
    {
        ["DAILY"] = new("day"),
        ["WEEKLY"] = new("week"),
        ["MONTHLY"] = new("month"),
        ["YEARLY"] = new("year"),
    };

    private static readonly Dictionary<string, bool> Groupings = new(StringComparer.Ordinal) { ["STATUS"] = true };

    internal (InvoiceSearchFilter Filter, InvoiceGrouping Grouping) Checked()
    {
        var check = new Check();
        var groups = InvoiceParameters.Texts(check, "groupBy", GroupBy).Select(word => check.OneOf("groupBy", word, Groupings)).ToList();
        var filter = new InvoiceSearchFilter
        {
            Side = InvoiceParameters.Side(check, ExcludePayables, ExcludeReceivables),
            Search = check.Optional("search", Search),
            Payers = InvoiceParameters.Texts(check, "payerId", PayerId),
            Payees = InvoiceParameters.Texts(check, "vendorId", VendorId),
            Approvers = InvoiceParameters.Texts(check, "approverId", ApproverId),
            ApproverCount = InvoiceParameters.Count(check, "approverCount", ApproverCount),
            Invoices = InvoiceParameters.Invoices(check, InvoiceId, Status, wantsNone: false),
            Statuses = InvoiceParameters.Statuses(check, Status),
            DateOf = check.OneOf("dateType", InvoiceParameters.Text(DateType), InvoiceParameters.Dates) ?? InvoiceDateKind.CreatedAt,
            From = PaymentsTimes.Read(check, "startDate", StartDate),
            Until = PaymentsTimes.Read(check, "endDate", EndDate),
            Currencies = InvoiceParameters.Texts(check, "currency", Currency),
        };
        var grouping = new InvoiceGrouping(
            groups.Count > 0,
            check.OneOf("returnByDate", InvoiceParameters.Text(ReturnByDate), Groups),
            (check.OneOf("returnByDateFrequency", InvoiceParameters.Text(ReturnByDateFrequency), Spans) ?? Spans["DAILY"]).Stored);
        check.Done();
        return (filter, grouping);
    }
}

/// <summary>What the lists of bills have in common.</summary>
internal static class InvoiceParameters
{
    private const int ValuesMax = 100;

    // An id that nothing has.
    private const string Nothing = "00000000000000000000000000000000";

    /// <summary>A word as the core has it.</summary>
    internal readonly record struct Word(string Stored);

    public static readonly IReadOnlyDictionary<string, Word> Actions = new Dictionary<string, Word>(StringComparer.Ordinal)
    {
        ["NONE"] = new("none"),
        ["APPROVE"] = new("approve"),
        ["REJECT"] = new("reject"),
    };

    public static readonly IReadOnlyDictionary<string, InvoiceDateKind> Dates = new Dictionary<string, InvoiceDateKind>(StringComparer.Ordinal)
    {
        ["INVOICE_DATE"] = InvoiceDateKind.InvoiceDate,
        ["DEDUCTION_DATE"] = InvoiceDateKind.DeductionDate,
        ["DUE_DATE"] = InvoiceDateKind.DueDate,
        ["SETTLEMENT_DATE"] = InvoiceDateKind.SettlementDate,
        ["CREATED_AT"] = InvoiceDateKind.CreatedAt,
        ["UPDATED_AT"] = InvoiceDateKind.UpdatedAt,
    };

    public static string? Text(string? text) => string.IsNullOrEmpty(text) ? null : text;

    public static IReadOnlyList<string> Texts(string field, string[]? texts)
    {
        var check = new Check();
        var found = Texts(check, field, texts);
        check.Done();
        return found;
    }

    public static IReadOnlyList<string> Texts(Check check, string field, string[]? texts) =>
        [.. check.Items(field, texts, ValuesMax).Where(text => !string.IsNullOrEmpty(text)).Distinct(StringComparer.Ordinal)];

    /// <summary>The statuses that are asked for, without the one that no bill has.</summary>
    public static IReadOnlyList<InvoiceStatus> Statuses(Check check, string[]? words) =>
        [.. Texts(check, "status", words).Where(word => word != InvoiceWords.Unassigned).Select(word => check.OneOf("status", word, InvoiceWords.Statuses)).OfType<InvoiceStatus>()];

    /// <summary>The bills that are asked for, or one that there is not, where only those are asked for of which there are none here.</summary>
    /// <param name="wantsNone">Whether another parameter does so.</param>
    public static IReadOnlyList<string> Invoices(Check check, string[]? ids, string[]? statuses, bool wantsNone)
    {
        var named = Texts(check, "invoiceId", ids);
        var words = Texts(check, "status", statuses);
        return wantsNone || (words.Count > 0 && words.All(word => word == InvoiceWords.Unassigned)) ? [Nothing] : named;
    }

    public static ConnectionRole? Side(Check check, bool? excludePayables, bool? excludeReceivables)
    {
        if (excludePayables == true && excludeReceivables == true)
        {
            check.Fault("excludePayables", "excludePayables and excludeReceivables leave nothing; give one of them");
        }

        return excludePayables == true ? ConnectionRole.Payee : excludeReceivables == true ? ConnectionRole.Payer : null;
    }

    public static CountRange Count(Check check, string field, string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return default;
        }

        var trimmed = text.Trim();
        var sign = trimmed[..(trimmed.Length - trimmed.TrimStart('<', '>', '=').Length)];
        if (int.TryParse(trimmed[sign.Length..], NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number < int.MaxValue)
        {
            switch (sign)
            {
                case "" or "=":
                    return new CountRange(number, number);
                case ">":
                    return new CountRange(number + 1, null);
                case ">=":
                    return new CountRange(number, null);
                case "<":
                    return new CountRange(null, number - 1);
                case "<=":
                    return new CountRange(null, number);
            }
        }

        check.Fault(field, $"{field} must be a number, perhaps after >, <, >= or <=");
        return default;
    }
}
