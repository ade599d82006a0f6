namespace Quittance.Domain.Payments;

/// <summary>The days on which banks in the United States move money: not on weekends, nor on the Federal Reserve's holidays.</summary>
/// <remarks>
/// A holiday on a Sunday is kept on the Monday after; one on a Saturday is not made up for
/// (https://www.frbservices.org/about/holiday-schedules).
/// </remarks>
public static class BankDays
{
    /// <summary>Juneteenth has been a holiday since.</summary>
    private const int JuneteenthSince = 2021;

    /// <summary>Whether banks move money on the day.</summary>
    public static bool IsOne(DateOnly day) => !IsWeekend(day) && !IsHoliday(day) && !(day.DayOfWeek == DayOfWeek.Monday && day > DateOnly.MinValue && IsHoliday(day.AddDays(-1)));

    /// <summary>The day itself, or the first one after it on which banks move money.</summary>
    public static DateOnly OnOrAfter(DateOnly day)
    {
        while (!IsOne(day))
        {
            day = day.AddDays(1);
        }

        return day;
    }

    /// <summary>The day so many bank days later; of none, the day itself.</summary>
    public static DateOnly After(DateOnly day, int count)
    {
        for (; count > 0; count--)
        {
            day = OnOrAfter(day.AddDays(1));
        }

        return day;
    }

    private static bool IsWeekend(DateOnly day) => day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday;

    private static bool IsHoliday(DateOnly day) => (day.Month, day.Day) switch
    {
        (1, 1) or (7, 4) or (11, 11) or (12, 25) => true,
        (6, 19) => day.Year >= JuneteenthSince,
        (1, _) => IsNth(day, DayOfWeek.Monday, 3), // Martin Luther King
        (2, _) => IsNth(day, DayOfWeek.Monday, 3), // Washington
        (5, >= 25) => day.DayOfWeek == DayOfWeek.Monday, // Memorial Day, the last of May
        (9, _) => IsNth(day, DayOfWeek.Monday, 1), // Labor Day
        (10, _) => IsNth(day, DayOfWeek.Monday, 2), // Columbus
        (11, _) => IsNth(day, DayOfWeek.Thursday, 4), // Thanksgiving
        _ => false,
    };

    private static bool IsNth(DateOnly day, DayOfWeek weekday, int count) => day.DayOfWeek == weekday && (day.Day + 6) / 7 == count;
}
