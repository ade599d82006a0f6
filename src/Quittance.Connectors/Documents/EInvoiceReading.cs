using Quittance.Domain.Intake;

namespace Quittance.Connectors.Documents;

/// <summary>What came of reading a document; exactly one of the nested cases.</summary>
public abstract record EInvoiceReading
{
    private EInvoiceReading(IReadOnlyList<DocumentFault> faults) => Faults = faults;

    /// <summary>What is wrong with it, at most <see cref="EInvoiceReader.FaultsMax"/>; a last one says when there were more.</summary>
    public IReadOnlyList<DocumentFault> Faults { get; }

    /// <summary>It is an invoice, and this is what it says, whatever its faults; what could not be read is null in it.</summary>
    public sealed record Read(EInvoice Invoice, IReadOnlyList<DocumentFault> Faults) : EInvoiceReading(Faults)
    {
        /// <summary>The name of the file inside the PDF that it was read from; null when the document was not a PDF.</summary>
        public string? EmbeddedName { get; init; }

        /// <summary>The names of the other files inside the PDF; not those of BG-24, which are inside the invoice.</summary>
        public IReadOnlyList<string> OtherFiles { get; init; } = [];
    }

    /// <summary>It is no invoice in a syntax we know, or it is damaged or hostile; there is at least one fault.</summary>
    public sealed record Unreadable(IReadOnlyList<DocumentFault> Faults) : EInvoiceReading(Faults);
}
