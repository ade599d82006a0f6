using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Quittance.Domain;
using Quittance.Server.Invoices;
using Quittance.Server.Showing;

#pragma warning disable CA1054, CA1056 // Addresses are texts on the wire, as they were sent; System.Uri would rewrite them.

namespace Quittance.Server.Api.Payments;

/// <summary>A page of bills.</summary>
public sealed record FindInvoiceResponse(
    [property: Description("How many there are in all, exactly.")] long Count, bool HasMore, IReadOnlyList<InvoiceResponse> Data);

/// <summary>A file of a bill.</summary>
public sealed record DocumentResponse(
    string MimeType,
    [property: AllowedValues("INVOICE", "PAYMENT_CONFIRMATION", "TEN_NINETY_NINE", "W9", "CHECK", "BANK_STATEMENT", "CONTRACT", "OTHER")] string Type,
    [property: Description("Serves for 15 minutes and needs no token; one that was written just now is a data URL.")] string Uri,
    string? Id = null)
{
    internal static DocumentResponse Of(InvoiceDocument document, string uri) =>
        new(document.MimeType, document.Type.ToUpperInvariant(), uri, PaymentsIds.Write(PaymentsIds.Document, document.Id));

    /// <summary>One that was written just now. It is kept nowhere, and so has no id.</summary>
    internal static DocumentResponse OfPaper(string type, byte[] pdf) => new("application/pdf", type, $"data:application/pdf;base64,{Convert.ToBase64String(pdf)}");
}

/// <summary>The e-mails that a bill was made from.</summary>
public sealed record SourceEmailsResponse(long Count, bool HasMore, [property: Description("Always empty.")] IReadOnlyList<object> Data)
{
    internal static SourceEmailsResponse None { get; } = new(0, false, []);
}

/// <summary>What was asked to change on a bill.</summary>
public sealed record InvoiceEventResponse(
    string Id,
    [property: Description("The request.")] JsonElement Data,
    IReadOnlyList<string> WebhookIds,
    DateTimeOffset CreatedAt,
    [property: Description("Where the bill stood afterwards.")] string? Status = null,
    string? UserId = null)
{
    internal static InvoiceEventResponse Of(AskedChange change)
    {
        using var asked = JsonDocument.Parse(change.Asked);
        return new InvoiceEventResponse(
            PaymentsIds.Write(PaymentsIds.Event, change.Id), asked.RootElement.Clone(), [], change.CreatedAt,
            change.Status is { } status ? ShownInvoices.WordOf(status) : null, PaymentsIds.Write(PaymentsIds.User, change.UserId?.Value));
    }
}

/// <summary>A page of a bill's log, the newest first.</summary>
public sealed record InvoiceEventsResponse(IReadOnlyList<InvoiceEventResponse> Data, long Count, bool HasMore);

/// <summary>What became of several bills, each in the place in which it was asked for.</summary>
public sealed record BulkInvoiceResponse(IReadOnlyList<BulkInvoiceOutcome> Data)
{
    internal static BulkInvoiceResponse Of(IReadOnlyList<BulkOutcome> outcomes) => new(
        [.. outcomes.Select(outcome => new BulkInvoiceOutcome(PaymentsIds.Write(PaymentsIds.Invoice, outcome.Id?.Value), outcome.ForeignId, outcome.Error is { } error ? PaymentsIds.Reworded(error) : null))]);
}

/// <summary>What became of one of several bills.</summary>
public sealed record BulkInvoiceOutcome([property: Description("Missing when it was not done.")] string? Id, string? ForeignId, [property: Description("Why it was not done.")] string? Error);

/// <summary>Bills counted and added up, of one currency. Amounts are in major units.</summary>
public sealed record InvoiceMetricsResponse(
    decimal TotalAmount,
    long TotalCount,
    decimal AverageAmount,
    string Currency,
    [property: Description("What they were told apart by.")] IReadOnlyList<IReadOnlyDictionary<string, string>>? Group = null,
    [property: Description("The same for each span of time, by its beginning.")] IReadOnlyDictionary<string, InvoiceMetricsPerDateResponse>? Dates = null)
{
    private const string Status = "status"; // As the published components read it, though groupBy says STATUS.

    internal static IReadOnlyList<InvoiceMetricsResponse> Of(IReadOnlyList<InvoiceMeasure> measures, InvoiceGrouping grouping) =>
    [
        .. measures.GroupBy(measure => (measure.Currency, measure.Status)).Select(group =>
        {
            var (count, minor) = (group.Sum(measure => measure.Count), group.Sum(measure => measure.AmountMinor));
            IReadOnlyList<IReadOnlyDictionary<string, string>>? told = group.Key.Status is { } status
                ? [new Dictionary<string, string> { [Status] = ShownInvoices.WordOf(status) }]
                : null;
            return new InvoiceMetricsResponse(
                Major(minor, group.Key.Currency), count, Average(minor, count, group.Key.Currency), group.Key.Currency.Code, told,
                grouping.By is null ? null : group.Where(measure => measure.Day is not null).ToDictionary(measure => UtcTimes.Text(StartOf(measure)), measure => PerDate(measure, told)));
        }),
    ];

    private static InvoiceMetricsPerDateResponse PerDate(InvoiceMeasure measure, IReadOnlyList<IReadOnlyDictionary<string, string>>? told) => new(
        StartOf(measure), Major(measure.AmountMinor, measure.Currency), measure.Count, Average(measure.AmountMinor, measure.Count, measure.Currency), measure.Currency.Code, told);

    private static DateTimeOffset StartOf(InvoiceMeasure measure) => ShownInvoices.TimeOf(measure.Day)!.Value;

    private static decimal Major(decimal minor, Currency currency) => minor / currency.MinorPerMajor;

    private static decimal Average(decimal minor, long count, Currency currency) => Major(decimal.Round(minor / count), currency);
}

/// <summary>Bills of one span of time, counted and added up.</summary>
public sealed record InvoiceMetricsPerDateResponse(
    DateTimeOffset Date, decimal TotalAmount, long TotalCount, decimal AverageAmount, string Currency, IReadOnlyList<IReadOnlyDictionary<string, string>>? Group = null);

/// <summary>A remark on a bill.</summary>
public sealed record CommentRequest(
    [property: Required, MaxLength(Limits.TextMax)] string? Text, [property: Description("Id or foreign id of a user of the payer or the vendor.")] string? UserId)
{
    internal (string Text, string? UserId) Checked()
    {
        var check = new Check();
        var comment = (check.Required("text", Text, Limits.TextMax), check.Optional("userId", UserId));
        check.Done();
        return comment;
    }
}

/// <summary>A file to attach to a bill.</summary>
public sealed record UploadDocumentRequest(
    [property: Required, Description("A PNG, JPG, WEBP, PDF or Office file in base64, at most 10 MiB.")] string? Document,
    [property: Description("INVOICE, PAYMENT_CONFIRMATION, TEN_NINETY_NINE, W9, CHECK, BANK_STATEMENT, CONTRACT or OTHER."), DefaultValue("INVOICE")] string? Type)
{
    internal InvoiceFile Checked()
    {
        var check = new Check();
        if (string.IsNullOrEmpty(Document))
        {
            check.Fault("document", "document is required");
        }

        var type = check.OneOf("type", string.IsNullOrEmpty(Type) ? null : Type, InvoiceWords.Documents) ?? InvoiceWords.Documents["INVOICE"];
        var file = SentDocument.Read(check, "document", Document, type.Stored);
        check.Done();
        return file!;
    }
}

/// <summary>Several new bills, each of which is made or refused by itself.</summary>
public sealed record BulkInvoiceCreationRequest([property: Required, MaxLength(BulkOutcome.CountMax)] IReadOnlyList<InvoiceRequest?>? Invoices)
{
    internal IReadOnlyList<InvoiceRequest?> Checked() => BulkInvoices.Checked(Invoices);
}

/// <summary>Changes of several bills, each of which is made or refused by itself.</summary>
public sealed record BulkInvoiceUpdateRequest([property: Required, MaxLength(BulkOutcome.CountMax)] IReadOnlyList<InvoiceUpdateRequestWithId?>? Invoices)
{
    internal IReadOnlyList<InvoiceUpdateRequestWithId?> Checked() => BulkInvoices.Checked(Invoices);
}

/// <summary>Approvals of several bills, each of which is given or refused by itself.</summary>
public sealed record BulkInvoiceApprovalRequest([property: Required, MaxLength(BulkOutcome.CountMax)] IReadOnlyList<ApprovalRequestWithId?>? Invoices)
{
    internal IReadOnlyList<(string Invoice, string User, string? Text)> Checked()
    {
        var check = new Check();
        var approvals = BulkInvoices.Checked(Invoices).Index().Select(item => (
            check.Required($"invoices[{item.Index}].invoiceId", item.Item?.InvoiceId),
            check.Required($"invoices[{item.Index}].userId", item.Item?.UserId),
            check.Optional($"invoices[{item.Index}].text", item.Item?.Text, Limits.TextMax))).ToList();
        check.Done();
        return approvals;
    }
}

/// <summary>An approval of one bill among several.</summary>
public sealed record ApprovalRequestWithId(
    [property: Required, Description("Id or foreign id.")] string? InvoiceId,
    [property: Required, Description("Id or foreign id of the payer's user who approves.")] string? UserId,
    [property: MaxLength(Limits.TextMax), Description("Becomes a comment on the bill.")] string? Text);

internal static class BulkInvoices
{
    public static IReadOnlyList<T> Checked<T>(IReadOnlyList<T>? invoices)
    {
        var check = new Check();
        if (invoices is null)
        {
            check.Fault("invoices", "invoices is required");
        }

        var items = check.Items("invoices", invoices, BulkOutcome.CountMax);
        check.Done();
        return items;
    }
}
