namespace Quittance.Simulator.Afnor;

/// <summary>What the sender says of a flow: the part <c>flowInfo</c> of <c>POST /v1/flows</c>.</summary>
/// <param name="TrackingId">The sender's own id, 36 characters at most.</param>
/// <param name="Sha256">Of the file, 64 lowercase hex digits.</param>
internal sealed record FlowInfo(string? TrackingId, string? Name, string? ProcessingRule, string? FlowSyntax, string? FlowProfile, string? Sha256);
