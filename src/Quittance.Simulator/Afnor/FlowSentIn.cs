using Quittance.Simulator.Wire;

namespace Quittance.Simulator.Afnor;

/// <summary>A flow that the product sent to the platform, nearly always a status of an invoice.</summary>
/// <param name="Status">What could be read of it, if it is a lifecycle message.</param>
internal sealed record FlowSentIn(
    string FlowId, FlowInfo Info, DateTimeOffset SubmittedAt, DateTimeOffset UpdatedAt, ReadOnlyMemory<byte> File, string MediaType, string Sha256,
    LifecycleStatus? Status, Acknowledgement Acknowledgement)
{
    public Flow ToFlow() => new(
        Text.Milliseconds(SubmittedAt), Text.Milliseconds(UpdatedAt), FlowId, Info.TrackingId, Type, Info.ProcessingRule ?? "B2B",
        Info.ProcessingRule is null ? "Computed" : "Input", "Out", Info.FlowSyntax!, Info.FlowProfile, Acknowledgement);

    public FullFlowInfo ToFullInfo() => new(FlowId, Text.Milliseconds(SubmittedAt), Info.TrackingId, Info.Name, Info.ProcessingRule, Info.FlowSyntax, Info.FlowProfile, Sha256);

    // A platform finds the type in the content; of a buyer's program these two are all that comes.
    private string Type => Info.FlowSyntax == "CDAR" ? "SupplierInvoiceLC" : "CustomerInvoice";
}
