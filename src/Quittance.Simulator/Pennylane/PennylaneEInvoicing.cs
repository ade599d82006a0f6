namespace Quittance.Simulator.Pennylane;

/// <summary>Only of invoices that came through the platform.</summary>
/// <param name="SourceFileUrl">The file as it came; <c>public_file_url</c> is the PDF that Pennylane made of it.</param>
internal sealed record PennylaneEInvoicing(string Status, string? Reason, PennylaneFlow Flow, string SourceFileUrl);
