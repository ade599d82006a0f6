using Quittance.Domain.Businesses;

namespace Quittance.Server.Showing;

/// <summary>What is shown of counterparties beside themselves.</summary>
/// <param name="MetadataKeys">The keys of metadata that are asked for.</param>
internal sealed record CounterpartyExtras(IReadOnlyList<string> MetadataKeys, bool PaymentMethods, bool InvoiceMetrics);

/// <summary>A counterparty, and why it is one.</summary>
internal sealed record FoundCounterparty(BusinessId Id, bool IsConnected, bool IsNetwork);
