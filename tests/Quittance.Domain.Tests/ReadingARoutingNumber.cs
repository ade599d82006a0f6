using FsCheck;
using FsCheck.Fluent;

namespace Quittance.Domain.Tests;

public sealed class ReadingARoutingNumber
{
    [Theory]
    [InlineData("021000021")]
    [InlineData("011401533")]
    [InlineData("111000025")]
    [InlineData("122105155")]
    [InlineData("091000019")]
    public void A_bank_s_number_is_read_with_its_leading_zeros(string text)
    {
        Assert.True(RoutingNumber.TryParse(text, out var routing));
        Assert.Equal(text, routing.Text);
        Assert.Equal(text, routing.ToString());
    }

    [Theory]
    [InlineData("021000022")]
    [InlineData("21000021")]
    [InlineData("0210000210")]
    [InlineData("0210.00021")]
    [InlineData("02100002A")]
    [InlineData("000000000")]
    public void What_is_no_bank_s_number_is_refused(string text) => Assert.False(RoutingNumber.TryParse(text, out _));

    [Fact]
    public void One_changed_digit_breaks_a_number() =>
        Prop.ForAll(
            (from place in Gen.Choose(0, 8)
             from digit in Gen.Elements("0123456789".ToCharArray())
             where "122105155"[place] != digit
             select "122105155"[..place] + digit + "122105155"[(place + 1)..]).ToArbitrary(),
            changed => !RoutingNumber.TryParse(changed, out _))
            .QuickCheckThrowOnFailure();
}
