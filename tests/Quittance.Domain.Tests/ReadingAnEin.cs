namespace Quittance.Domain.Tests;

public sealed class ReadingAnEin
{
    [Theory]
    [InlineData("12-3456789")]
    [InlineData("123456789")]
    [InlineData(" 12-3456789\n")]
    public void Both_ways_of_writing_give_one_number(string text)
    {
        Assert.True(Ein.TryParse(text, out var ein));
        Assert.Equal("12-3456789", ein.Text);
        Assert.Equal("12-3456789", ein.ToString());
    }

    [Theory]
    [InlineData("123-45-6789")]
    [InlineData("1-23456789")]
    [InlineData("12-345678")]
    [InlineData("12-34567890")]
    [InlineData("12 3456789")]
    [InlineData("12-345678A")]
    [InlineData("A2-3456789")]
    [InlineData("12--456789")]
    [InlineData("12345678")]
    [InlineData("1234567890")]
    public void What_is_written_otherwise_is_refused(string text) => Assert.False(Ein.TryParse(text, out _));
}
