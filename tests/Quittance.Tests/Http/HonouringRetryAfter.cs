using Quittance.Connectors.Http;

namespace Quittance.Tests.Http;

public sealed class HonouringRetryAfter
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 7, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("0", 0)]
    [InlineData("17", 17)]
    [InlineData("86400", 86_400)]
    [InlineData("86401", 86_400)]
    [InlineData("2147483647", 86_400)]
    [InlineData("99999999999999999999", 86_400)]
    [InlineData("Sat, 21 Nov 2026 07:01:00 GMT", 60)]
    [InlineData("Sat, 21 Nov 2026 06:00:00 GMT", 0)]
    [InlineData("Sun, 21 Nov 2027 07:00:00 GMT", 86_400)]
    [InlineData("-1", null)]
    [InlineData("soon", null)]
    [InlineData("1.5", null)]
    [InlineData("", null)]
    public void It_is_seconds_or_a_date_and_at_most_a_day(string text, int? seconds) =>
        Assert.Equal(seconds is { } wait ? TimeSpan.FromSeconds(wait) : null, RetryAfter.Of(Answer(("Retry-After", text)), Now));

    [Fact]
    public void A_date_is_measured_by_the_clock_of_who_wrote_it() =>
        Assert.Equal(TimeSpan.FromSeconds(30), RetryAfter.Of(Answer(("Retry-After", "Sat, 21 Nov 2026 09:00:30 GMT"), ("Date", "Sat, 21 Nov 2026 09:00:00 GMT")), Now));

    [Fact]
    public void An_answer_without_it_names_no_wait() => Assert.Null(RetryAfter.Of(Answer(), Now));

    private static HttpResponseMessage Answer(params (string Name, string Value)[] headers)
    {
        var answer = new HttpResponseMessage();
        foreach (var (name, value) in headers)
        {
            answer.Headers.TryAddWithoutValidation(name, value);
        }

        return answer;
    }
}
