using System.Globalization;
using System.Runtime.InteropServices;

namespace Quittance.Connectors.Documents;

/// <summary>
/// An element of an invoice: what is left of XML once namespaces are settled. Names carry the usual prefix of their namespace
/// (<c>cbc:ID</c>) whatever the sender's prefix was, so that the mappings read like the standard's tables.
/// </summary>
internal sealed class DocumentElement(string name, DocumentElement? parent)
{
    private List<DocumentElement>? _children;
    private List<KeyValuePair<string, string>>? _attributes;

    public string Name { get; } = name;

    /// <summary>The text without outer white space; null when there is none or when the element has children.</summary>
    public string? Text { get; set; }

    public bool HasChildren => _children is not null;

    /// <summary>Where it stands, with positions among equally named siblings: <c>/ubl:Invoice/cac:InvoiceLine[2]/cbc:ID</c>.</summary>
    public string Path
    {
        get
        {
            if (parent is null)
            {
                return "/" + Name;
            }

            var alike = parent.All(Name);
            var position = alike.Count > 1 ? string.Create(CultureInfo.InvariantCulture, $"[{alike.IndexOf(this) + 1}]") : "";
            return $"{parent.Path}/{Name}{position}";
        }
    }

    public DocumentElement AddChild(string childName)
    {
        var child = new DocumentElement(childName, this);
        (_children ??= []).Add(child);
        return child;
    }

    public void AddAttribute(string attribute, string value) => (_attributes ??= []).Add(new(attribute, value));

    /// <summary>The attribute of no namespace, without outer white space; null when it is absent or empty.</summary>
    public string? Attribute(string attribute)
    {
        var value = _attributes?.Find(pair => pair.Key == attribute).Value?.Trim();
        return string.IsNullOrEmpty(value) ? null : value;
    }

    /// <summary>The first child of that name, the second, and how many there are. Most lookups end here, so it allocates nothing.</summary>
    public DocumentElement? Find(ReadOnlySpan<char> childName, out DocumentElement? second, out int count)
    {
        DocumentElement? first = null;
        (second, count) = (null, 0);
        foreach (var child in CollectionsMarshal.AsSpan(_children))
        {
            if (childName.SequenceEqual(child.Name))
            {
                count++;
                second ??= first is null ? null : child;
                first ??= child;
            }
        }

        return first;
    }

    /// <summary>The children of that name.</summary>
    public List<DocumentElement> All(ReadOnlySpan<char> childName)
    {
        var found = new List<DocumentElement>();
        foreach (var child in CollectionsMarshal.AsSpan(_children))
        {
            if (childName.SequenceEqual(child.Name))
            {
                found.Add(child);
            }
        }

        return found;
    }
}
