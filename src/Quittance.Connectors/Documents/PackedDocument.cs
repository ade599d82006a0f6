using Quittance.Domain.Intake;

namespace Quittance.Connectors.Documents;

/// <summary>One file of an upload; exactly one of the nested cases.</summary>
/// <param name="FileName">What the sender calls it, without folders; may be empty.</param>
public abstract record PackedDocument(string FileName)
{
    /// <summary>Its bytes, as they were packed; what they are is for <see cref="EInvoiceReader"/> to say.</summary>
    public sealed record Whole(string FileName, ReadOnlyMemory<byte> Content) : PackedDocument(FileName);

    /// <summary>It could not be taken out, or must not be.</summary>
    public sealed record Refused(string FileName, DocumentFault Fault) : PackedDocument(FileName);
}
