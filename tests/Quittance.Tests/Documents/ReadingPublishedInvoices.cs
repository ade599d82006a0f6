using Quittance.Connectors.Documents;

namespace Quittance.Tests.Documents;

public sealed class ReadingPublishedInvoices
{
    public static IEnumerable<TheoryDataRow<string>> SharedFiles => InvoiceSamples.Shared is { } folder
        ? InvoiceSamples.ExpectedIn(folder)
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
        expected.AssertEqual(read);
        Assert.Equal(expected.BrokenRules, read.Faults.Select(fault => fault.Rule).Where(IsOfEn16931).Distinct().Order());
        if (expected.IsSound)
        {
            Assert.Empty(read.Faults);
        }
    }

    private static bool IsOfEn16931(string rule) => rule.StartsWith("BR-", StringComparison.Ordinal);
}
