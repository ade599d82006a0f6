namespace Quittance.Simulator.Afnor;

/// <summary>The answer to a flow sent in.</summary>
internal sealed record FullFlowInfo(
    string FlowId, string SubmittedAt, string? TrackingId, string? Name, string? ProcessingRule, string? FlowSyntax, string? FlowProfile, string Sha256);
