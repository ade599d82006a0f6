using System.Globalization;
using FsCheck;
using FsCheck.Fluent;

namespace Quittance.Domain.Tests;

public sealed class ReadingASiren
{
    [Theory]
    [InlineData("732829320")]
    [InlineData("443061841")]
    [InlineData("552081317")]
    [InlineData("380129866")]
    [InlineData("552032534")]
    [InlineData("632012100")]
    [InlineData("542051180")]
    [InlineData("662042449")]
    [InlineData("652014051")]
    [InlineData("775670417")]
    [InlineData("801017476")]
    [InlineData("839665007")]
    [InlineData("303265045")]
    [InlineData("404833048")]
    [InlineData("100000009")]
    [InlineData("200000008")]
    [InlineData("500000005")]
    [InlineData("356000000")]
    public void A_legal_unit_s_number_is_read(string text)
    {
        Assert.True(Siren.TryParse(text, out var siren));
        Assert.Equal(text, siren.Text);
        Assert.Equal(text, siren.ToString());
    }

    [Theory]
    [InlineData("732 829 320", "732829320")]
    [InlineData("732.829.320", "732829320")]
    [InlineData("732\u00A0829\u00A0320", "732829320")]
    [InlineData(" 732\u202F829\u2009320\n", "732829320")]
    [InlineData("005 520 135", "005520135")]
    public void Separators_are_dropped_and_leading_zeros_kept(string text, string kept)
    {
        Assert.True(Siren.TryParse(text, out var siren));
        Assert.Equal(kept, siren.Text);
    }

    [Theory]
    [InlineData("123456789")]
    [InlineData("732829321")]
    public void A_wrong_check_digit_is_refused_but_read_leniently(string text)
    {
        Assert.False(Siren.TryParse(text, out _));
        Assert.True(Siren.TryParseLenient(text, out var siren));
        Assert.Equal(text, siren.Text);
        Assert.False(siren.HasValidCheckDigit);
    }

    [Theory]
    [InlineData("73282932")]
    [InlineData("7328293200")]
    [InlineData("7.3282932E+8")]
    [InlineData("73282932.0")]
    [InlineData("73282932A")]
    [InlineData("-732829320")]
    [InlineData("000000000")]
    public void What_is_not_nine_digits_of_a_number_is_refused_even_leniently(string text)
    {
        Assert.False(Siren.TryParse(text, out _));
        Assert.False(Siren.TryParseLenient(text, out _));
    }

    [Fact]
    public void Of_ten_last_digits_exactly_one_is_right() =>
        Prop.ForAll(Gen.Choose(1, 99_999_999).ToArbitrary(), stem =>
            Enumerable.Range(0, 10).Count(last => Siren.TryParse(Digits(stem, 8) + Digits(last, 1), out _)) == 1)
            .QuickCheckThrowOnFailure();

    [Fact]
    public void One_changed_digit_breaks_a_number() =>
        Prop.ForAll(
            (from stem in Gen.Choose(1, 99_999_999)
             from place in Gen.Choose(0, 8)
             from shift in Gen.Choose(1, 9)
             select (Right: WithCheckDigit(Digits(stem, 8)), place, shift)).ToArbitrary(),
            change =>
            {
                var digits = change.Right.ToCharArray();
                digits[change.place] = (char)('0' + ((digits[change.place] - '0' + change.shift) % 10));
                return Siren.TryParse(change.Right, out _) && !Siren.TryParse(new string(digits), out _);
            })
            .QuickCheckThrowOnFailure();

    private static string Digits(int number, int count) => number.ToString($"D{count}", CultureInfo.InvariantCulture);

    // Said another way than in the product: a table of what a doubled digit counts.
    private static string WithCheckDigit(string stem)
    {
        var sum = stem.Select((digit, place) => place % 2 == 0 ? digit - '0' : "0246813579"[digit - '0'] - '0').Sum();
        return stem + Digits((10 - (sum % 10)) % 10, 1);
    }
}
