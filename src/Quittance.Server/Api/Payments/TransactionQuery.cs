using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Quittance.Domain.Payments;
using Quittance.Server.Searching;

namespace Quittance.Server.Api.Payments;

/// <summary>The parameters of the search; a repeated key is a list of alternatives. An empty one asks for nothing.</summary>
public sealed record TransactionQuery(
    [property: Description("Entities that created the transaction: their ids or foreign ids.")] string[]? EntityId,
    [property: Description("A group, one of whose entities created the transaction: its id or foreign id.")] string? EntityGroupId,
    [property: Description("Only those created at or after this time."), DataType(DataType.DateTime)] string? StartDate,
    [property: Description("Only those created at or before this time."), DataType(DataType.DateTime)] string? EndDate,
    [property: Range(1, 100), DefaultValue(10)] int? Limit,
    [property: Description("The id of the last transaction of the page before.")] string? StartingAfter,
    [property: Description("Part of the vendor's name, an invoice number, the check number or the amount, in minor or in major units.")] string? Search,
    [property: Description("Metadata of the bills, as `metadata[key]` and `metadata[value]`; of several filters all have to be met, of several values one. `NULL` finds what has no such key, `NOT NULL` what has it.")] string[]? Metadata,
    [property: Description("Metadata of the bills' lines, in the same way.")] string[]? LineItemMetadata,
    [property: Description("Accounts to one of which some line is booked.")] string[]? LineItemGlAccountId,
    [property: Description("Ids or foreign ids.")] string[]? PayerId,
    [property: Description("Ids or foreign ids.")] string[]? VendorId,
    [property: Description("Ids or foreign ids.")] string[]? InvoiceId,
    string[]? TransactionId,
    [property: Description("CREATED, PENDING, COMPLETED, FAILED, REVERSED, QUEUED, CANCELED or RETURNED.")] string[]? Status,
    [property: Description("Types of transactions, such as bankAccountToMailedCheck.")] string[]? TransactionType,
    [property: Description("Deprecated: does nothing.")] string[]? CreatorUserId)
{
    /// <summary>How many a page has if nobody says.</summary>
    internal const int LimitDefault = 10;

    /// <summary>How many a page has at most.</summary>
    internal const int LimitMax = 100;

    private const int ValuesMax = 100;

    private static readonly Dictionary<string, TransactionStatus> Statuses =
        Enum.GetValues<TransactionStatus>().ToDictionary(status => status.ToString().ToUpperInvariant(), StringComparer.Ordinal);

    private static readonly Dictionary<string, TransactionType> Types =
        Enum.GetValues<TransactionType>().ToDictionary(TransactionResponse.TypeOf, StringComparer.Ordinal);

    /// <param name="query">The query as it was sent: filters by metadata can only be read in their order.</param>
    internal (TransactionFilter Filter, TransactionId? After, int? Limit) Checked(string? query)
    {
        var check = new Check();
        check.Between("limit", Limit, 1, LimitMax);
        var filter = new TransactionFilter(
            Texts(check, "payerId", PayerId),
            Texts(check, "vendorId", VendorId),
            Texts(check, "entityId", EntityId),
            check.Optional("entityGroupId", EntityGroupId),
            Texts(check, "invoiceId", InvoiceId),
            [.. Texts(check, "transactionId", TransactionId).Select(text => Ids.ReadOrNone(PaymentsIds.Transaction, text))],
            [.. Texts(check, "status", Status).Select(word => check.OneOf("status", word, Statuses)).OfType<TransactionStatus>()],
            [.. Texts(check, "transactionType", TransactionType).Select(word => check.OneOf("transactionType", word, Types)).OfType<TransactionType>()],
            Time(check, "startDate", StartDate),
            Time(check, "endDate", EndDate),
            check.Optional("search", Search),
            MetadataParameters.Read("metadata", query, check),
            MetadataParameters.Read("lineItemMetadata", query, check),
            Texts(check, "lineItemGlAccountId", LineItemGlAccountId));
        check.Done();
        return (filter, string.IsNullOrEmpty(StartingAfter) ? null : new TransactionId(Ids.Read(PaymentsIds.Transaction, "transaction", StartingAfter)), Limit);
    }

    private static List<string> Texts(Check check, string field, string[]? texts) =>
        [.. check.Items(field, texts, ValuesMax).Where(text => !string.IsNullOrEmpty(text)).Distinct(StringComparer.Ordinal)];

    private static DateTimeOffset? Time(Check check, string field, string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) && time.Year is > 1 and < 9999)
        {
            return time.ToUniversalTime();
        }

        check.Fault(field, $"{field} must be an ISO 8601 date and time such as 2024-01-15T09:30:00Z");
        return null;
    }
}
