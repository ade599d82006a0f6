using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml;
using System.Xml.Linq;
using System.Xml.Schema;
using Quittance.Counterparts.QuickBooks;

namespace Quittance.Connectors.Tests.AccountingSystems.QuickBooks;

/// <summary>Intuit's schema of the Accounting API. It describes XML; JSON is turned into the XML that the API would take or give.</summary>
internal static class QuickBooksSchema
{
    private static readonly string[] Kinds = ["Vendor", "Bill", "BillPayment", "VendorCredit", "Account", "TaxCode", "TaxRate", "CompanyInfo", "Preferences"];

    private static readonly Lazy<XmlSchemaSet> Schemas = new(Read);

    private static XNamespace Space => "http://schema.intuit.com/finance/v3";

    /// <summary>What is wrong with the bodies that were sent to the counterpart, and with what it would answer now.</summary>
    public static IReadOnlyList<string> FaultsIn(QuickBooksFake fake, QuickBooksRealm realm) =>
    [
        .. from request in fake.Requests
           where request.Method == "POST" && request.Path.StartsWith("/v3/", StringComparison.Ordinal)
           let kind = Kinds.First(known => string.Equals(known, request.Path.Split('/')[4], StringComparison.OrdinalIgnoreCase))
           from fault in Faults(kind, (JsonObject)JsonNode.Parse(request.Body)!)
           select $"sent {kind}: {fault}",
        .. from kind in Kinds
           from entity in realm.All(kind)
           from fault in Faults(kind, entity)
           select $"answered {kind}: {fault}",
    ];

    /// <summary>What is wrong with one object.</summary>
    public static IReadOnlyList<string> Faults(string kind, JsonObject entity)
    {
        var faults = new List<string>();
        var type = ((XmlSchemaElement)Schemas.Value.GlobalElements[new XmlQualifiedName(kind, Space.NamespaceName)]!).ElementSchemaType!;
        var document = new XDocument(Element(kind, entity, type, faults));
        document.Validate(Schemas.Value, (_, told) => faults.Add(told.Message));
        return faults;
    }

    private static XElement Element(string name, JsonNode value, XmlSchemaType type, List<string> faults)
    {
        var element = new XElement(Space + name);
        if (value is not JsonObject fields)
        {
            element.Add(TextOf(value));
            return element;
        }

        var complex = type as XmlSchemaComplexType;
        var known = new HashSet<string>(StringComparer.Ordinal);
        foreach (var attribute in complex?.AttributeUses.Values.OfType<XmlSchemaAttribute>() ?? [])
        {
            if (fields[attribute.QualifiedName.Name] is { } told && known.Add(attribute.QualifiedName.Name))
            {
                element.SetAttributeValue(attribute.QualifiedName.Name, TextOf(told));
            }
        }

        // A reference: {"value": "7", "name": "Consulting"} is <Ref name="Consulting">7</Ref>.
        if (complex?.ContentModel is XmlSchemaSimpleContent && fields["value"] is { } text && known.Add("value"))
        {
            element.Add(TextOf(text));
        }

        foreach (var child in ElementsOf(complex?.ContentTypeParticle))
        {
            var field = child.QualifiedName.Name;
            if (fields[field] is { } told && known.Add(field))
            {
                element.Add(((told as JsonArray)?.OfType<JsonNode>() ?? [told]).Select(one => Element(field, one, child.ElementSchemaType!, faults)));
            }
        }

        faults.AddRange(fields.Select(field => field.Key).Where(field => !known.Contains(field)).Select(field => $"{name} has no {field}"));
        return element;
    }

    /// <summary>All elements that may stand in a type, in their order.</summary>
    private static IEnumerable<XmlSchemaElement> ElementsOf(XmlSchemaParticle? particle) => particle switch
    {
        XmlSchemaElement element => [element],
        XmlSchemaGroupBase group => group.Items.OfType<XmlSchemaParticle>().SelectMany(ElementsOf),
        _ => [],
    };

    private static string TextOf(JsonNode value) => value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : value.ToJsonString();

    private static XmlSchemaSet Read()
    {
        var schemas = new XmlSchemaSet { XmlResolver = new XmlUrlResolver() };
        schemas.Add(null, Path.Combine(Folder(), "IntuitRestServiceDef.xsd"));
        schemas.Compile();
        return schemas;
    }

    private static string Folder()
    {
        var at = new DirectoryInfo(AppContext.BaseDirectory);
        while (at is not null && !File.Exists(Path.Combine(at.FullName, "Quittance.slnx")))
        {
            at = at.Parent;
        }

        return Path.Combine(
            at?.FullName ?? throw new InvalidOperationException("The tests do not run inside the checkout."),
            "tests", "Quittance.Connectors.Tests", "AccountingSystems", "QuickBooks", "Schemas");
    }
}
