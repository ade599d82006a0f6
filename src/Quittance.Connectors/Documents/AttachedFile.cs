namespace Quittance.Connectors.Documents;

/// <summary>A supporting document (BG-24) taken out of an invoice. All of it is the sender's: serve it only as a download.</summary>
/// <param name="Name">BT-125-2 without folders; may be empty.</param>
/// <param name="MimeType">BT-125-1, claimed and not checked.</param>
/// <param name="Content">BT-125, decoded.</param>
public sealed record AttachedFile(string Name, string? MimeType, ReadOnlyMemory<byte> Content)
{
    /// <returns>Null when the content is not base64.</returns>
    internal static AttachedFile? Of(DocumentElement element, DocumentFaults faults)
    {
        var text = element.Text ?? "";
        var content = new byte[text.Length];
        if (!Convert.TryFromBase64String(text, content, out var length))
        {
            faults.Add("invalid_base64", "The content of the supporting document cannot be decoded.", element);
            return null;
        }

        var name = FileNames.WithoutFolders(element.Attribute("filename") ?? "");
        return new AttachedFile(name, element.Attribute("mimeCode"), content.AsMemory(0, length));
    }
}
