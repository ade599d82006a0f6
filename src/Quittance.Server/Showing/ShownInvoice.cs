using Quittance.Server.Api.Payments;

namespace Quittance.Server.Showing;

/// <summary>A bill as it is shown.</summary>
/// <param name="CreatorId">The business that made it.</param>
internal sealed record ShownInvoice(Guid Id, Guid CreatorId, InvoiceResponse Shown);
