namespace Quittance.Domain.Tests;

public sealed class MaskingIbansInText
{
    [Theory]
    [InlineData("FR7630006000011234567890189", "****0189")]
    [InlineData("Pay to FR76 3000 6000 0112 3456 7890 189 please", "Pay to ****0189 please")]
    [InlineData("IBANfr76\u00a03000\u00a06000\u00a00112\u00a03456\u00a07890\u00a0189.", "IBAN****0189.")]
    [InlineData("DE89370400440532013000 BIC COBADEFF, NL91ABNA0417164300", "****3000 BIC COBADEFF, ****4300")]
    [InlineData("FR76-3000-6000-0112-3456-7890-189", "****0189")]
    [InlineData("FR76 3000 6000 0112 3456 7890 188", "FR76 3000 6000 0112 3456 7890 188")] // Wrong check digits: no account.
    [InlineData("FR44732829320, invoice DE 12", "FR44732829320, invoice DE 12")]
    [InlineData("FR", "FR")]
    [InlineData("", "")]
    public void An_account_shows_its_last_four_and_all_else_stays(string text, string masked) => Assert.Equal(masked, Iban.MaskWithin(text));
}
