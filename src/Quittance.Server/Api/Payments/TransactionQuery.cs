using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Quittance.Domain.Payments;
using Quittance.Server.Payments;

namespace Quittance.Server.Api.Payments;

/// <summary>The parameters of the search; a repeated key is a list of alternatives.</summary>
public sealed record TransactionQuery(
    [property: Description("Only those created at or after this time."), DataType(DataType.DateTime)] string? StartDate,
    [property: Description("Only those created at or before this time."), DataType(DataType.DateTime)] string? EndDate,
    [property: Range(1, 100), DefaultValue(10)] int? Limit,
    [property: Description("The id of the last transaction of the page before.")] string? StartingAfter,
    string[]? PayerId,
    string[]? VendorId,
    string[]? InvoiceId,
    [property: Description("CREATED, PENDING, COMPLETED, FAILED, REVERSED, QUEUED, CANCELED or RETURNED.")] string[]? Status)
{
    private const int LimitDefault = 10;
    private const int LimitMax = 100;
    private const int ValuesMax = 100;

    private static readonly Dictionary<string, TransactionStatus> Statuses =
        Enum.GetValues<TransactionStatus>().ToDictionary(status => status.ToString().ToUpperInvariant(), StringComparer.Ordinal);

    internal (TransactionFilter Filter, TransactionId? After, int Limit) Checked()
    {
        var check = new Check();
        check.Between("limit", Limit, 1, LimitMax);
        var statuses = check.Items("status", Status, ValuesMax).Select(word => check.OneOf("status", word, Statuses)).OfType<TransactionStatus>().ToList();
        var filter = new TransactionFilter(
            statuses,
            IdsOf(check, "payerId", PaymentsIds.Entity, PayerId),
            IdsOf(check, "vendorId", PaymentsIds.Entity, VendorId),
            IdsOf(check, "invoiceId", PaymentsIds.Invoice, InvoiceId),
            Time(check, "startDate", StartDate),
            Time(check, "endDate", EndDate));
        check.Done();
        return (filter, string.IsNullOrEmpty(StartingAfter) ? null : new TransactionId(Ids.Read(PaymentsIds.Transaction, "transaction", StartingAfter)), Limit ?? LimitDefault);
    }

    // An id that cannot be one matches nothing; it is not an error, as foreign ids look like anything.
    private static List<Guid> IdsOf(Check check, string field, string prefix, string[]? texts) =>
        [.. check.Items(field, texts, ValuesMax).Where(text => text.Length > 0).Select(text => Ids.TryRead(prefix, text, out var id) ? id : Guid.Empty)];

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
