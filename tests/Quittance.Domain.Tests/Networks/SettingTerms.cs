using FsCheck;
using FsCheck.Fluent;
using Quittance.Domain.Networks;

namespace Quittance.Domain.Tests.Networks;

public sealed class SettingTerms
{
    [Theory]
    [InlineData(30, "2026-01-31", "2026-03-02")]
    [InlineData(0, "2026-01-31", "2026-01-31")]
    [InlineData(365, "2024-02-29", "2025-02-28")]
    [InlineData(1, "9999-12-31", null)]
    [InlineData(null, "2026-01-31", null)]
    [InlineData(30, null, null)]
    public void The_due_date_is_so_many_days_after_the_invoice_date(int? days, string? invoiceDate, string? due)
    {
        var settings = new ConnectionSettings(days, null);

        Assert.Equal(due is null ? null : Date(due), settings.DueDateOf(invoiceDate is null ? null : Date(invoiceDate)));
    }

    [Fact]
    public void A_due_date_is_never_before_the_invoice_and_never_more_than_the_longest_terms_after()
    {
        var inputs = Gen.Choose(0, ConnectionSettings.NetTermsDaysMax).Zip(Gen.Choose(0, DateOnly.MaxValue.DayNumber));

        Prop.ForAll(inputs.ToArbitrary(), input =>
        {
            var (days, number) = input;
            var due = new ConnectionSettings(days, null).DueDateOf(DateOnly.FromDayNumber(number));
            return due is { } date ? date.DayNumber - number == days : number + days > DateOnly.MaxValue.DayNumber;
        }).QuickCheckThrowOnFailure();
    }

    private static DateOnly Date(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
}
