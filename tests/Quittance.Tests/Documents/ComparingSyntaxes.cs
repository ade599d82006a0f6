using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Quittance.Connectors.Documents;

namespace Quittance.Tests.Documents;

/// <summary>XRechnung publishes its cases as UBL and as CII: what comes out must not depend on the syntax.</summary>
public sealed partial class ComparingSyntaxes
{
    // Where twins state different things, seen in the files themselves: dummy orders that UBL demands, swapped names and addresses, typing errors,
    // units and properties that one of them leaves out. Codes of the tax point and the currencies of amounts are matters of the syntax.
    private static readonly string[] DifferInTheFiles =
    [
        "/Syntax", "/PurchaseOrderReference", "/PrecedingInvoices", "/Seller/VatId", "/Seller/FrenchVatId", "/Seller/Identifiers", "/Seller/ContactName",
        "/Seller/Address/Lines/#", "/Seller/Address/City", "/Seller/Address/PostCode", "/Buyer/Name", "/Buyer/TradingName", "/Buyer/Address/City",
        "/Buyer/Address/PostCode", "/Payee/LegalRegistrations", "/PaymentMeans/#/Text", "/VatBreakdown/#/ExemptionReason", "/Lines/#/Description",
        "/Lines/#/PriceBaseQuantity", "/Lines/#/PriceBaseUnitCode", "/Lines/#/ItemProperties/#/Name", "/Lines/#/ItemProperties/#/Value", "/AmountCurrencies",
        "/TaxPointCode",
    ];

    public static IEnumerable<TheoryDataRow<string>> Cases => InvoiceSamples.Shared is { } folder
        ? Directory.EnumerateFiles(Path.Combine(folder, "xrechnung-testsuite"), "*_ubl.xml", SearchOption.AllDirectories)
            .Where(file => File.Exists(Twin(file)))
            .Select(file => new TheoryDataRow<string>(Path.GetRelativePath(folder, file)))
        : [new TheoryDataRow<string>("none") { Skip = InvoiceSamples.WhyNotShared }];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Twins_come_out_alike(string file)
    {
        var ubl = Path.Combine(InvoiceSamples.Shared!, file);

        var differences = Differences("", Read(ubl), Read(Twin(ubl)));

        Assert.DoesNotContain(differences, difference => !DifferInTheFiles.Contains(Position().Replace(difference.Split(':')[0], "/#")));
    }

    private static IEnumerable<string> Differences(string at, JsonNode? left, JsonNode? right) => (left, right) switch
    {
        (JsonObject one, JsonObject other) => one.SelectMany(pair => Differences($"{at}/{pair.Key}", pair.Value, other[pair.Key])),
        (JsonArray one, JsonArray other) when one.Count == other.Count => one.SelectMany((item, index) => Differences($"{at}/{index}", item, other[index])),
        _ => Value(left) == Value(right) ? [] : [$"{at}: {Value(left)} in UBL, {Value(right)} in CII"],
    };

    // 0.00 and 0 are alike, and so are 0 and nothing: the twins differ in which zeroes they write.
    private static string Value(JsonNode? node) => node?.GetValueKind() == JsonValueKind.Number
        ? node.GetValue<decimal>().ToString("0.############", CultureInfo.InvariantCulture).TrimStart('0')
        : node?.ToJsonString() ?? "";

    [GeneratedRegex("/[0-9]+")]
    private static partial Regex Position();

    private static JsonNode? Read(string path) =>
        JsonSerializer.SerializeToNode(Assert.IsType<EInvoiceReading.Read>(EInvoiceReader.Read(File.ReadAllBytes(path))).Invoice);

    private static string Twin(string ubl) => ubl.Replace("_ubl.xml", "_uncefact.xml", StringComparison.Ordinal);
}
