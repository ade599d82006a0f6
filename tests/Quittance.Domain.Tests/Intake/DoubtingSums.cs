using Quittance.Domain.Intake;

namespace Quittance.Domain.Tests.Intake;

public sealed class DoubtingSums
{
    [Theory]
    [InlineData("BR-CO-10", true)]
    [InlineData("BR-CO-16", true)]
    [InlineData("BR-CO-17", true)]
    [InlineData("BR-S-08", true)]
    [InlineData("BR-AE-09", true)]
    [InlineData("BR-AG-08", true)]
    [InlineData("BR-CO-09", false)]
    [InlineData("BR-CO-18", false)]
    [InlineData("BR-CO-21", false)]
    [InlineData("BR-S-05", false)]
    [InlineData("BR-08", false)]
    [InlineData("malformed_xml", false)]
    public void Only_amounts_that_do_not_add_up_are_doubted(string rule, bool isDoubted) =>
        Assert.Equal(isDoubted, EInvoiceRules.IsAboutSums(new DocumentFault(rule, "", null)));
}
