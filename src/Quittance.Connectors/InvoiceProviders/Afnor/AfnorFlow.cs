using Quittance.Domain.Intake;

namespace Quittance.Connectors.InvoiceProviders.Afnor;

/// <summary>A flow as the platform lists it.</summary>
/// <param name="Bill">What it announces; null for a flow that is no bill to take.</param>
/// <param name="UpdatedAt">By the platform's clock; null where the platform does not say.</param>
internal sealed record AfnorFlow(AnnouncedBill? Bill, DateTimeOffset? UpdatedAt);

/// <summary>What a search gave.</summary>
/// <param name="Flows">In the platform's order.</param>
/// <param name="Limit">How many the platform gives at most.</param>
internal sealed record AfnorPage(IReadOnlyList<AfnorFlow> Flows, int Limit);

/// <summary>What the platform says of a file beside giving it.</summary>
/// <param name="Sha256">In hexadecimal; null when the platform does not say.</param>
internal sealed record AfnorMetadata(string? Name, string? Sha256);

/// <summary>A message of ours that the platform knows.</summary>
/// <param name="Refusal">Why the platform refused it; null when it did not.</param>
internal sealed record AfnorReceipt(string FlowId, string? Refusal);
