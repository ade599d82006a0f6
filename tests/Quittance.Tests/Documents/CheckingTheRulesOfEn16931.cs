using System.Collections.Frozen;
using System.Text;
using System.Xml.Linq;
using Quittance.Connectors.Documents;

namespace Quittance.Tests.Documents;

/// <summary>The unit tests that CEN/TC 434 publishes for its rules: fragments of invoices with the verdict of one rule on each.</summary>
public sealed class CheckingTheRulesOfEn16931
{
    private static readonly XNamespace Test = "http://difi.no/xsd/vefa/validator/1.0";

    private static readonly FrozenSet<string> Checked =
        new[]
        {
            "BR-01", "BR-02", "BR-03", "BR-04", "BR-05", "BR-06", "BR-07", "BR-08", "BR-09", "BR-10", "BR-11", "BR-12", "BR-13", "BR-14", "BR-15",
            "BR-16", "BR-21", "BR-22", "BR-23", "BR-24", "BR-25", "BR-26", "BR-27", "BR-49", "BR-61", "BR-CO-04", "BR-CO-10", "BR-CO-11", "BR-CO-12",
            "BR-CO-13", "BR-CO-14", "BR-CO-15", "BR-CO-16", "BR-CO-17", "BR-CO-18", "BR-CO-26",
        }.ToFrozenSet();

    public static IEnumerable<TheoryDataRow<string>> Files => InvoiceSamples.Shared is { } folder
        ? Directory.EnumerateFiles(Path.Combine(folder, "cen-en16931", "test"), "BR-*.xml", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(folder, file))
            .Where(file => Checked.Any(rule => Scope(file) == rule || Scope(file).StartsWith(rule + "-", StringComparison.Ordinal)))
            .Order(StringComparer.Ordinal)
            .Select(file => new TheoryDataRow<string>(file))
        : [new TheoryDataRow<string>("none") { Skip = InvoiceSamples.WhyNotShared }];

    [Theory]
    [MemberData(nameof(Files))]
    public void A_rule_judges_as_its_authors_do(string file)
    {
        var tests = XDocument.Load(Path.Combine(InvoiceSamples.Shared!, file)).Descendants(Test + "test").ToList();

        Assert.NotEmpty(tests);
        foreach (var test in tests)
        {
            var verdict = test.Element(Test + "assert")!.Elements().Single(element => element.Name.LocalName is "success" or "error" or "warning");
            var document = test.Elements().Single(element => element.Name != Test + "assert");

            var read = Assert.IsType<EInvoiceReading.Read>(EInvoiceReader.Read(Encoding.UTF8.GetBytes(document.ToString())));

            // For these the artefact asks only whether there is some text; "123" is no date to us, so that there is no date either.
            if (verdict.Value == "BR-03" && read.Faults.Any(fault => fault.Rule == "invalid_date"))
            {
                continue;
            }

            var isBroken = read.Faults.Any(fault => fault.Rule == verdict.Value);
            Assert.True(isBroken == (verdict.Name.LocalName != "success"), $"Expected {verdict.Name.LocalName} of {verdict.Value} for {document}");
        }
    }

    private static string Scope(string file) => Path.GetFileNameWithoutExtension(file);
}
