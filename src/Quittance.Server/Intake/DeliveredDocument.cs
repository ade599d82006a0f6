using System.Security.Cryptography;
using Quittance.Connectors.Documents;
using Quittance.Domain.Intake;

namespace Quittance.Server.Intake;

/// <summary>A document as it came, by whatever way.</summary>
/// <param name="Stated">What the provider knows of the bill, for a file that holds no electronic invoice; else null.</param>
/// <param name="Origin">Which provider it came from; null for an upload.</param>
internal sealed record DeliveredDocument(string FileName, ReadOnlyMemory<byte> Content, EInvoice? Stated = null, DocumentOrigin? Origin = null)
{
    /// <summary>Its provider says that it is paid already: it is kept, and never paid here.</summary>
    public bool IsSettled { get; init; }

    /// <summary>Why nothing is read of it; empty for a document that is.</summary>
    private IReadOnlyList<DocumentFault> Refused { get; init; } = [];

    /// <summary>The documents in a file: itself, or what a package holds, one at a time.</summary>
    /// <remarks>If something of a package cannot be taken out, the package itself comes last, with what is wrong: so nothing of it is lost.</remarks>
    public static IEnumerable<DeliveredDocument> Unpack(string fileName, ReadOnlyMemory<byte> content, EInvoice? stated = null, DocumentOrigin? origin = null)
    {
        var refused = new List<DocumentFault>();
        foreach (var document in DocumentPackage.Open(fileName, content))
        {
            switch (document)
            {
                case PackedDocument.Whole whole:
                    yield return new DeliveredDocument(whole.FileName, whole.Content, stated, origin);
                    break;
                case PackedDocument.Refused one:
                    refused.Add(one.Fault with { Path = one.FileName });
                    break;
            }
        }

        if (refused.Count > 0)
        {
            yield return new DeliveredDocument(fileName, content, null, origin) { Refused = refused };
        }
    }

    public byte[] Sha256() => SHA256.HashData(Content.Span);

    /// <summary>What it says: the electronic invoice in it, else what its provider states.</summary>
    public EInvoiceReading Read() => Refused.Count > 0 ? new EInvoiceReading.Unreadable(Refused) : EInvoiceReader.Read(Content) switch
    {
        EInvoiceReading.Unreadable unreadable when Stated is not null => new EInvoiceReading.Read(
            Stated, [new DocumentFault("provider_data", "The file holds no electronic invoice, so the bill is as its provider states it.", null), .. unreadable.Faults]),
        var reading => reading,
    };
}

/// <summary>Which bill of which provider a document is.</summary>
internal sealed record DocumentOrigin(string Provider, InvoiceConnectionId ConnectionId, string ExternalId);
