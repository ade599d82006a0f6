using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Quittance.Domain.Intake;
using Quittance.Server.Api.Network;
using Quittance.Server.Intake;
using Quittance.Server.Storage;

namespace Quittance.Server.Api.Intake.V3;

/// <summary>A page of delivered bills.</summary>
[SnakeCase]
public sealed record InvoicesResponse(
    [property: Description("Where the list goes on; null when it has ended, which an empty list says too.")] string? Cursor,
    IReadOnlyList<InvoiceResponse> Invoices)
{
    internal static InvoicesResponse Of(IReadOnlyList<DocumentView> page, bool byChange) =>
        new(page.Count > 0 ? InvoiceQuery.CursorOf(page[^1], byChange) : null, [.. page.Select(InvoiceResponse.Of)]);
}

/// <summary>A delivered bill. Not sealed: the details begin with the same fields.</summary>
[SnakeCase]
public record InvoiceResponse(
    string Id,
    [property: Description("The provider that it came from; upload for a document that somebody sent here.")] string Provider,
    [property: Description("The provider's id of it; null for an upload.")] string? InvoicePlatformId,
    string? Number,
    [property: Description("The beginning of the day, UTC.")] DateTimeOffset? IssueDate,
    [property: Description("The beginning of the day, UTC.")] DateTimeOffset? DueDate,
    [property: Description("ISO 4217, as the document has it.")] string? Currency,
    InvoiceAmounts Amounts,
    InvoiceSupplier Supplier,
    [property: Description(
        "ticket_unmatched: waits for a supplier. linked: is an invoice. duplicate: repeats the one in ticket_id. credit_note: kept, for a person to set off. settled: asks for no money. faulty: cannot be an invoice.")]
    string State,
    [property: Description("The payable that it became or repeats.")] string? TicketId,
    [property: Description("The contractor that it is from.")] string? SupplierId,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    [property: Description("The company that received it.")] string Client,
    [property: Description("The invoice connection that it came by; null for an upload.")] string? ConnectionId,
    [property: Description("How the sender named the file.")] string FileName,
    [property: Description("What is still to be paid.")] decimal? AmountDue,
    [property: Description("How the supplier was recognised: siret, siren, vat or manual.")] string? MatchedBy,
    [property: Description("How many faults the document has; its details list them.")] int FaultCount,
    [property: Description("Suppliers that share a number with the document, when none or several fit.")] IReadOnlyList<InvoiceCandidate> Candidates)
{
    internal static InvoiceResponse Of(DocumentView view) => new(
        IntakeIds.Write(view.Id.Value),
        view.Provider,
        view.ExternalId,
        view.Number,
        V3Page.Written(view.IssueDate),
        V3Page.Written(view.DueDate),
        view.Currency,
        new InvoiceAmounts(view.Net, view.Vat, view.Gross),
        new InvoiceSupplier(view.SupplierName, view.SupplierSiret, view.SupplierSiren, view.SupplierVat),
        StateOf(view.Outcome),
        view.InvoiceId is { } invoice ? IntakeIds.Write(invoice.Value) : null,
        view.SupplierId is { } supplier ? IntakeIds.Write(supplier.Value) : null,
        view.CreatedAt,
        view.UpdatedAt,
        IntakeIds.Write(view.BusinessId.Value),
        view.ConnectionId is { } connection ? IntakeIds.Write(connection.Value) : null,
        view.FileName,
        view.Due,
        view.MatchedBy is { } rule ? Words.Of(rule) : null,
        view.FaultCount,
        [.. view.Candidates.Select(InvoiceCandidate.Of)]);

    private static string StateOf(IntakeOutcome outcome) => outcome switch
    {
        IntakeOutcome.Unmatched => "ticket_unmatched",
        IntakeOutcome.Created => "linked",
        _ => Words.Of(outcome),
    };
}

/// <summary>What the bill comes to, in its currency, as exact decimals; null where the document does not say.</summary>
[SnakeCase]
public sealed record InvoiceAmounts(
    [property: Description("Without VAT.")] decimal? Ht,
    [property: Description("The VAT.")] decimal? Tva,
    [property: Description("With VAT.")] decimal? Ttc);

/// <summary>The supplier as the document names it; the numbers are as read, right or not.</summary>
[SnakeCase]
public sealed record InvoiceSupplier(
    string? Name,
    string? Siret,
    [property: Description("As given, else that of the SIRET or of the VAT number.")] string? Siren,
    string? Vat);

/// <summary>A supplier that the bill may be from.</summary>
[SnakeCase]
public sealed record InvoiceCandidate(
    [property: Description("The contractor; what match takes.")] string SupplierId,
    string Name,
    string? Siret,
    string? Siren,
    string? Vat,
    [property: Description("Whether bills can come from it now.")] bool IsActive)
{
    internal static InvoiceCandidate Of(CandidateView candidate) =>
        new(IntakeIds.Write(candidate.BusinessId), candidate.Name, candidate.Siret, candidate.Siren, candidate.Vat, candidate.IsActive);
}

/// <summary>Everything there is to know of a delivered bill.</summary>
[SnakeCase]
public sealed record InvoiceDetailsResponse : InvoiceResponse
{
    private InvoiceDetailsResponse(InvoiceResponse summary)
        : base(summary)
    {
    }

    [JsonPropertyOrder(1)]
    public required IReadOnlyList<FaultWire> Faults { get; init; }

    [JsonPropertyOrder(1), Description("What the provider was told of the bill, in order.")]
    public required IReadOnlyList<InvoiceStatusWire> Statuses { get; init; }

    [JsonPropertyOrder(1), Description("What the document says; null when it cannot be read.")]
    public required InvoiceContent? Content { get; init; }

    internal static InvoiceDetailsResponse Of(DocumentDetails details) => new(InvoiceResponse.Of(details.View))
    {
        Faults = [.. details.Faults.Select(FaultWire.Of)],
        Statuses = [.. details.Statuses.Select(InvoiceStatusWire.Of)],
        Content = details.Says is { } says ? InvoiceContent.Of(says) : null,
    };
}

/// <summary>A status that the bill's provider is told.</summary>
[SnakeCase]
public sealed record InvoiceStatusWire(
    [property: Description("received, in_hand, approved, disputed, refused or paid.")] string Status,
    string? ReasonCode,
    string? Reason,
    decimal? Amount,
    string? Currency,
    [property: Description("waiting, sent or failed.")] string State,
    [property: Description("The provider's id of the message.")] string? PlatformId,
    string? LastError,
    DateTimeOffset OccurredAt,
    DateTimeOffset? SentAt)
{
    internal static InvoiceStatusWire Of(BillStatusRow row) => new(
        Words.Of(row.Status), row.ReasonCode, row.Reason, row.Amount?.ToMajor(), row.Amount?.Currency.Code, Words.Of(row.State), row.ExternalId, row.LastError,
        row.OccurredAt, row.SentAt);
}

/// <summary>Whose an unmatched bill is.</summary>
[SnakeCase]
public sealed record MatchRequest
{
    [Required, MaxLength(Limits.NameMax), RegularExpression("^(biz_)?[0-9a-fA-F-]{32,36}$|^[0-9]{9}$|^[0-9]{14}$"), Description("A contractor: its id, its SIREN or its SIRET.")]
    public string? SupplierId { get; init; }

    internal ContractorKey Checked()
    {
        var check = new Check();
        var supplier = check.Required("supplier_id", SupplierId);
        check.Done();
        return IntakeIds.ContractorOf(supplier);
    }
}
