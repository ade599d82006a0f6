using Quittance.Simulator.Afnor;

namespace Quittance.Simulator.Control;

/// <summary>A flow that was sent in, with what the platform read of it.</summary>
internal sealed record FlowView(
    string FlowId, string? TrackingId, string? Name, string? FlowSyntax, string Sha256, DateTimeOffset SubmittedAt, LifecycleStatus? Status, Acknowledgement Acknowledgement,
    string FileBase64)
{
    public static FlowView Of(FlowSentIn flow) => new(
        flow.FlowId, flow.Info.TrackingId, flow.Info.Name, flow.Info.FlowSyntax, flow.Sha256, flow.SubmittedAt, flow.Status, flow.Acknowledgement,
        Convert.ToBase64String(flow.File.Span));
}
