using Quittance.Simulator.Bills;
using Quittance.Simulator.Wire;

namespace Quittance.Simulator.Afnor;

/// <summary>A flow as XP Z12-013 writes it (swagger 1.1.0, schema <c>Flow</c>).</summary>
internal sealed record Flow(
    string SubmittedAt, string UpdatedAt, string FlowId, string? TrackingId, string FlowType, string? ProcessingRule, string ProcessingRuleSource,
    string FlowDirection, string FlowSyntax, string? FlowProfile, Acknowledgement Acknowledgement)
{
    /// <summary>A received bill as a flow.</summary>
    public static Flow Of(Bill bill) => new(
        Text.Milliseconds(bill.CreatedAt), Text.Milliseconds(bill.UpdatedAt), bill.Id, null, "SupplierInvoice", "B2B", "Computed", "In",
        bill.File.Syntax switch { DocumentSyntax.Ubl => "UBL", DocumentSyntax.Pdf => "Factur-X", _ => "CII" }, "CIUS", Acknowledgement.Ok);
}
