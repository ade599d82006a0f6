using Quittance.Domain.Businesses;
using Quittance.Domain.Intake;
using Quittance.Domain.Invoices;

namespace Quittance.Server.Intake;

/// <summary>A delivered bill as lists show it: what it says in short, whose it is, and what became of it.</summary>
/// <param name="ExternalId">The provider's id of the bill; null for an upload.</param>
/// <param name="InvoiceId">The invoice that it made or repeats.</param>
/// <param name="SupplierId">The payee that it was matched with.</param>
internal sealed record DocumentView(
    IntakeDocumentId Id,
    BusinessId BusinessId,
    string Provider,
    InvoiceConnectionId? ConnectionId,
    string? ExternalId,
    string FileName,
    IntakeOutcome Outcome,
    string? Number,
    DateOnly? IssueDate,
    DateOnly? DueDate,
    string? Currency,
    decimal? Net,
    decimal? Vat,
    decimal? Gross,
    decimal? Due,
    string? SupplierName,
    string? SupplierSiren,
    string? SupplierSiret,
    string? SupplierVat,
    InvoiceId? InvoiceId,
    BusinessId? SupplierId,
    SupplierMatchRule? MatchedBy,
    int FaultCount,
    IReadOnlyList<CandidateView> Candidates,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt);

/// <summary>A supplier that a bill may be from, as it is now.</summary>
/// <param name="IsActive">Whether bills can still come from it.</param>
internal sealed record CandidateView(Guid ConnectionId, Guid BusinessId, string Name, string? Siren, string? Siret, string? Vat, bool IsActive);

/// <summary>All there is to know of a delivered bill.</summary>
/// <param name="Says">What the document says; null for one that cannot be read. It names bank accounts: mask them before they are shown.</param>
/// <param name="Statuses">What its provider was told.</param>
internal sealed record DocumentDetails(
    DocumentView View, IReadOnlyList<DocumentFault> Faults, EInvoice? Says, IReadOnlyList<BillStatusRow> Statuses);

/// <summary>Which delivered bills are wanted; what is null does not narrow. From is inclusive, to is not.</summary>
internal sealed record DocumentFilter(
    BusinessId? Business,
    IntakeOutcome? Outcome,
    string? Provider,
    string? SupplierSiret,
    string? Number,
    string? ExternalId,
    DateOnly? IssuedFrom,
    DateOnly? IssuedTo,
    DateTimeOffset? CreatedFrom,
    DateTimeOffset? CreatedTo,
    DateTimeOffset? UpdatedFrom,
    DateTimeOffset? UpdatedTo);

/// <summary>A place in the list of documents.</summary>
/// <param name="UpdatedAt">The last change of the document when it was listed; null in the order of ids.</param>
internal sealed record DocumentPlace(Guid Id, DateTimeOffset? UpdatedAt);
