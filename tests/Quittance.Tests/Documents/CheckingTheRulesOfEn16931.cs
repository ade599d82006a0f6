using System.Text;
using System.Xml.Linq;
using Quittance.Connectors.Documents;

namespace Quittance.Tests.Documents;

/// <summary>The unit tests that CEN/TC 434 publishes for its rules: fragments of invoices with the verdict of one rule on each.</summary>
public sealed class CheckingTheRulesOfEn16931
{
    private static readonly XNamespace Test = "http://difi.no/xsd/vefa/validator/1.0";
    private static readonly XNamespace Cac = "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2";
    private static readonly XNamespace Cbc = "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2";

    public static IEnumerable<TheoryDataRow<string>> Files => InvoiceSamples.Shared is { } folder
        ? Directory.EnumerateFiles(Path.Combine(folder, "cen-en16931", "test"), "BR-*.xml", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(folder, file))
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
            var document = Completed(test.Elements().Single(element => element.Name != Test + "assert"));
            var read = Assert.IsType<EInvoiceReading.Read>(EInvoiceReader.Read(Encoding.UTF8.GetBytes(document.ToString())));

            var verdicts = test.Element(Test + "assert")!.Elements().Where(element => element.Name.LocalName is "success" or "error" or "warning");
            foreach (var verdict in verdicts.Where(verdict => verdict.Value.StartsWith("BR-", StringComparison.Ordinal)))
            {
                // For these the artefact asks only whether there is some text; "123" is no date to us, so that there is no date either.
                if (verdict.Value == "BR-03" && read.Faults.Any(fault => fault.Rule == "invalid_date"))
                {
                    continue;
                }

                var isBroken = read.Faults.Any(fault => fault.Rule == verdict.Value);
                Assert.True(isBroken == (verdict.Name.LocalName != "success"), $"Expected {verdict.Name.LocalName} of {verdict.Value} for {document}");
            }
        }
    }

    // The fragments leave out what their rule does not look at. An identifier without a value, which some give a scheme, and a
    // category that is not said to be of VAT are nothing to a reader of invoices.
    private static XElement Completed(XElement document)
    {
        foreach (var empty in document.Descendants().Where(element => element.IsEmpty && element.HasAttributes && element.Name.Namespace == Cbc))
        {
            empty.Value = "1";
        }

        var categories = document.Descendants().Where(element => element.Name == Cac + "TaxCategory" || element.Name == Cac + "ClassifiedTaxCategory");
        foreach (var category in categories.Where(category => category.Element(Cac + "TaxScheme") is null))
        {
            category.Add(new XElement(Cac + "TaxScheme", new XElement(Cbc + "ID", "VAT")));
        }

        // One fragment of a credit note has the line of an invoice.
        foreach (var line in document.Elements(Cac + "InvoiceLine").Where(_ => document.Name.LocalName == "CreditNote"))
        {
            line.Name = Cac + "CreditNoteLine";
        }

        return document;
    }
}
