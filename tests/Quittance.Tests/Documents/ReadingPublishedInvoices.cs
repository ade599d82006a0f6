using System.Collections.Frozen;
using Quittance.Connectors.Documents;

namespace Quittance.Tests.Documents;

public sealed class ReadingPublishedInvoices
{
    // Rules of the official artefacts that are checked here in the same words. Not among them: code lists (BR-CL) and single VAT categories
    // (BR-S, BR-E ...), which are left to a validator, and sums over parts that are not there at all, which are reported as missing only.
    private static readonly FrozenSet<string> Compared =
        new[] { "BR-10", "BR-11", "BR-12", "BR-16", "BR-CO-11", "BR-CO-12", "BR-CO-15", "BR-CO-16", "BR-CO-17" }.ToFrozenSet();

    public static IEnumerable<TheoryDataRow<string>> SharedFiles => InvoiceSamples.Shared is { } folder
        ? InvoiceSamples.ExpectedIn(folder)
            .Where(row => row.Syntax != "ZUGFeRD1" && !row.File.EndsWith(".pdf", StringComparison.Ordinal))
            .Select(row => new TheoryDataRow<string>(row.File))
        : [new TheoryDataRow<string>("none") { Skip = InvoiceSamples.WhyNotShared }];

    public static IEnumerable<TheoryDataRow<string>> CommittedFiles =>
        InvoiceSamples.ExpectedIn(InvoiceSamples.Committed).Select(row => new TheoryDataRow<string>(row.File));

    [Theory]
    [MemberData(nameof(CommittedFiles))]
    public void A_committed_sample_comes_out_as_it_states(string file) => AssertRead(InvoiceSamples.Committed, file);

    [Theory]
    [MemberData(nameof(SharedFiles))]
    public void A_published_sample_comes_out_as_it_states(string file) => AssertRead(InvoiceSamples.Shared!, file);

    private static void AssertRead(string folder, string file)
    {
        var expected = InvoiceSamples.ExpectedIn(folder).Single(row => row.File == file);

        var reading = EInvoiceReader.Read(File.ReadAllBytes(Path.Combine(folder, file)));

        var read = Assert.IsType<EInvoiceReading.Read>(reading);
        expected.AssertEqual(read.Invoice);
        if (expected.BrokenRules.Count == 0)
        {
            Assert.Empty(read.Faults);
        }
        else
        {
            Assert.Equal(expected.BrokenRules.Where(Compared.Contains), read.Faults.Select(fault => fault.Rule).Where(Compared.Contains).Order());
        }
    }
}
