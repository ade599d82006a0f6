namespace Quittance.Simulator.Bills;

/// <summary>A document before it stands at a provider.</summary>
internal sealed record BillFile(string Name, DocumentSyntax Syntax, ReadOnlyMemory<byte> Bytes, BillDetails Details)
{
    public string MediaType => Syntax switch
    {
        DocumentSyntax.Ubl or DocumentSyntax.Cii => "application/xml",
        DocumentSyntax.Pdf => "application/pdf",
        DocumentSyntax.Other => "application/octet-stream",
    };
}
