using System.Security.Cryptography;
using Quittance.Connectors.Documents;
using Quittance.Domain.Intake;

namespace Quittance.Server.Intake;

/// <summary>A document as it came, by whatever way.</summary>
/// <param name="Stated">What the provider knows of the bill, for a file that holds no electronic invoice; else null.</param>
/// <param name="Origin">Which provider it came from; null for an upload.</param>
internal sealed record DeliveredDocument(string FileName, ReadOnlyMemory<byte> Content, EInvoice? Stated = null, DocumentOrigin? Origin = null)
{
    /// <summary>The documents in a file: itself, or what an archive holds.</summary>
    public static IReadOnlyList<DeliveredDocument> Unpack(string fileName, ReadOnlyMemory<byte> content, EInvoice? stated = null, DocumentOrigin? origin = null) =>
        [new DeliveredDocument(fileName, content, stated, origin)];

    public byte[] Sha256() => SHA256.HashData(Content.Span);

    /// <summary>What it says: the electronic invoice in it, else what its provider states.</summary>
    public EInvoiceReading Read() => EInvoiceReader.Read(Content) switch
    {
        EInvoiceReading.Unreadable unreadable when Stated is not null => new EInvoiceReading.Read(
            Stated, [new DocumentFault("provider_data", "The file holds no electronic invoice, so the bill is as its provider states it.", null), .. unreadable.Faults]),
        var reading => reading,
    };
}

/// <summary>Which bill of which provider a document is.</summary>
internal sealed record DocumentOrigin(string Provider, InvoiceConnectionId ConnectionId, string ExternalId);
