using Quittance.Connectors.Documents.Cii;
using Quittance.Connectors.Documents.Ubl;
using Quittance.Domain.Intake;

namespace Quittance.Connectors.Documents;

/// <summary>
/// Reads an EN 16931 invoice in any of its syntaxes: UBL 2.1 Invoice and CreditNote, UN/CEFACT CrossIndustryInvoice (D16B, D22B).
/// The bytes come from strangers: nothing in them makes this throw, reach outside the process or take more than the limits below.
/// </summary>
public static class EInvoiceReader
{
    /// <summary>The largest document, in bytes: 10 MiB, which leaves room for attachments and for some ten thousand lines.</summary>
    public const int BytesMax = 10 * 1024 * 1024;

    /// <summary>How deep elements may nest; real invoices need less than 12.</summary>
    public const int DepthMax = 64;

    /// <summary>How many elements are kept in memory; a line needs some forty.</summary>
    public const int ElementsMax = 500_000;

    /// <summary>How many attributes, namespaces included, one element may have.</summary>
    public const int AttributesMax = 256;

    /// <summary>The longest text of one element in characters; the content of attachments is not kept and does not count.</summary>
    public const int TextMax = 100_000;

    /// <summary>How many faults are listed.</summary>
    public const int FaultsMax = 100;

    /// <summary>Reads one XML document.</summary>
    /// <param name="xml">The raw bytes, with or without a byte order mark, at most <see cref="BytesMax"/>.</param>
    public static EInvoiceReading Read(ReadOnlyMemory<byte> xml)
    {
        var faults = new DocumentFaults();
        var root = GuardedXml.Open(xml, faults);
        if (root is null)
        {
            return new EInvoiceReading.Unreadable(faults.ToList());
        }

        var invoice = CiiReader.IsRoot(root) ? new CiiReader(faults).Read(root) : new UblReader(faults).Read(root);
        faults.AddRange(EInvoiceRules.Check(invoice));
        return new EInvoiceReading.Read(invoice, faults.ToList());
    }
}
