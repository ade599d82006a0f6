using Quittance.Domain.Payments;

namespace Quittance.Domain.Tests.Payments;

public sealed class WritingAmountsOut
{
    [Theory]
    [InlineData(1, "USD", "Zero and 01/100 USD")]
    [InlineData(10_550, "USD", "One hundred five and 50/100 USD")]
    [InlineData(2_100, "EUR", "Twenty-one and 00/100 EUR")]
    [InlineData(1_234_567, "JPY", "One million two hundred thirty-four thousand five hundred sixty-seven JPY")]
    [InlineData(90_017, "BHD", "Ninety and 017/1000 BHD")]
    [InlineData(Money.MinorMax, "JPY", "Nine hundred ninety-nine trillion nine hundred ninety-nine billion nine hundred ninety-nine million nine hundred ninety-nine thousand nine hundred ninety-nine JPY")]
    public void A_check_says_its_amount_in_words(long minor, string currency, string words) => Assert.Equal(words, AmountInWords.Of(new Money(minor, Currency.Of(currency))));
}
