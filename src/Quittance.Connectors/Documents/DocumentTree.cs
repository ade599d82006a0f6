using System.Collections.Frozen;
using System.Text;
using System.Xml;

namespace Quittance.Connectors.Documents;

/// <summary>Builds the tree of an invoice from a guarded reader, keeping only what an invoice can consist of.</summary>
internal sealed class DocumentTree(DocumentFaults faults, bool keepsContents)
{
    private static readonly FrozenDictionary<string, string> Prefixes = new Dictionary<string, string>
    {
        ["urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"] = "ubl",
        ["urn:oasis:names:specification:ubl:schema:xsd:CreditNote-2"] = "cn",
        ["urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"] = "cac",
        ["urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2"] = "cbc",
        ["urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100"] = "rsm",
        ["urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100"] = "ram",
        ["urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100"] = "udt",
        ["urn:un:unece:uncefact:data:standard:QualifiedDataType:100"] = "qdt",
        ["urn:ferd:CrossIndustryDocument:invoice:1p0"] = "rsm",
        ["urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:12"] = "ram",
        ["urn:un:unece:uncefact:data:standard:UnqualifiedDataType:15"] = "udt",
        ["urn:un:unece:uncefact:data:standard:QualifiedDataType:12"] = "qdt",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenSet<string> Attributes =
        new[] { "currencyID", "filename", "format", "listID", "listVersionID", "mimeCode", "name", "schemeID", "unitCode" }.ToFrozenSet(StringComparer.Ordinal);

    // Base64 of attachments: megabytes that are kept only for who opens one.
    private static readonly FrozenSet<string> Contents =
        new[] { "cbc:EmbeddedDocumentBinaryObject", "ram:AttachmentBinaryObject" }.ToFrozenSet(StringComparer.Ordinal);

    private readonly Dictionary<(string, string), string> _names = [];
    private readonly Stack<DocumentElement> _open = [];
    private readonly StringBuilder _text = new();
    private int _elements;

    // How many open elements are of foreign namespaces (UBL extensions, signatures) or inside such: checked and dropped.
    private int _foreign;

    /// <returns>The root, or null; then the faults say why.</returns>
    /// <exception cref="XmlException">The document is not well-formed or breaks a limit of the reader's own.</exception>
    public DocumentElement? Build(XmlReader reader)
    {
        DocumentElement? root = null;
        while (reader.Read())
        {
            if (reader.NodeType == XmlNodeType.Element)
            {
                if (root is null ? !IsKnownRoot(reader) : !IsWithinLimits(reader))
                {
                    return null;
                }

                var isEmpty = reader.IsEmptyElement;
                if (!Begin(reader, ref root))
                {
                    return null;
                }

                if (isEmpty)
                {
                    End();
                }
            }
            else if (reader.NodeType == XmlNodeType.EndElement)
            {
                End();
            }
            else if (!TakeText(reader))
            {
                return null;
            }
        }

        return root;
    }

    private bool Begin(XmlReader reader, ref DocumentElement? root)
    {
        _text.Clear();
        if (_foreign > 0 || !Prefixes.TryGetValue(reader.NamespaceURI, out var prefix))
        {
            _foreign++;
            return true;
        }

        var name = NameOf(prefix, reader.LocalName);
        var element = root is null ? root = new DocumentElement(name, null) : _open.Peek().AddChild(name);
        while (reader.MoveToNextAttribute())
        {
            if (reader.NamespaceURI.Length == 0 && Attributes.Contains(reader.LocalName))
            {
                if (!IsShort(reader.Value.Length, element))
                {
                    return false;
                }

                element.AddAttribute(reader.LocalName, reader.Value);
            }
        }

        _elements++;
        _open.Push(element);
        return true;
    }

    private void End()
    {
        if (_foreign > 0)
        {
            _foreign--;
        }
        else
        {
            var element = _open.Pop();
            var text = !element.HasChildren ? _text.ToString().Trim() : "";
            element.Text = text.Length == 0 ? null : text;
        }

        _text.Clear();
    }

    private bool TakeText(XmlReader reader)
    {
        if (_foreign > 0 || reader.NodeType is not (XmlNodeType.Text or XmlNodeType.CDATA))
        {
            return true;
        }

        var isContent = Contents.Contains(_open.Peek().Name);
        if (isContent && !keepsContents)
        {
            return true;
        }

        _text.Append(reader.Value);
        return isContent || IsShort(_text.Length, _open.Peek());
    }

    private bool IsShort(int length, DocumentElement element)
    {
        if (length <= EInvoiceReader.TextMax)
        {
            return true;
        }

        faults.Add("text_too_long", $"A text is longer than {EInvoiceReader.TextMax} characters.", element);
        return false;
    }

    /// <summary>True when the reader stands at the first element of a document that we know.</summary>
    public static bool IsInvoice(XmlReader reader) =>
        (reader.NamespaceURI, reader.LocalName) is
            ("urn:oasis:names:specification:ubl:schema:xsd:Invoice-2", "Invoice")
            or ("urn:oasis:names:specification:ubl:schema:xsd:CreditNote-2", "CreditNote")
            or ("urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100", "CrossIndustryInvoice")
            or ("urn:ferd:CrossIndustryDocument:invoice:1p0", "CrossIndustryDocument");

    private bool IsKnownRoot(XmlReader reader)
    {
        if (IsInvoice(reader))
        {
            return true;
        }

        var (name, space) = (DocumentFaults.Shown(reader.LocalName), DocumentFaults.Shown(reader.NamespaceURI));
        faults.Add("unknown_document", $"The root element is {name} of '{space}', which is no invoice known here.");
        return false;
    }

    private bool IsWithinLimits(XmlReader reader)
    {
        if (reader.Depth >= EInvoiceReader.DepthMax)
        {
            faults.Add("too_deep", $"Elements nest deeper than {EInvoiceReader.DepthMax} levels.");
            return false;
        }

        if (_elements >= EInvoiceReader.ElementsMax)
        {
            faults.Add("too_many_elements", $"The document has more than {EInvoiceReader.ElementsMax} elements.");
            return false;
        }

        return true;
    }

    private string NameOf(string prefix, string localName)
    {
        if (!_names.TryGetValue((prefix, localName), out var name))
        {
            name = $"{prefix}:{localName}";
            _names.Add((prefix, localName), name);
        }

        return name;
    }
}
