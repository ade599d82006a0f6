namespace Quittance.Simulator.Afnor;

/// <param name="Level"><c>Error</c> or <c>Warning</c>.</param>
/// <param name="ReasonCode">Such as <c>AlreadyExistingFlow</c>, <c>ChecksumMismatch</c>.</param>
internal sealed record AcknowledgementDetail(string Level, string Item, string ReasonCode, string ReasonMessage);
