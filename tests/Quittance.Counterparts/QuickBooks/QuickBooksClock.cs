using System.Globalization;

namespace Quittance.Counterparts.QuickBooks;

/// <summary>The time over there, which goes on by itself and can be put forward.</summary>
public sealed class QuickBooksClock : TimeProvider
{
    private TimeSpan _ahead;

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + _ahead;

    /// <summary>Puts the clock forward.</summary>
    public void Advance(TimeSpan by) => _ahead += by;

    /// <summary>Now, as Intuit writes when it answered: to the millisecond, in California.</summary>
    internal string Answered() => Here().ToString("yyyy-MM-dd'T'HH:mm:ss.fffzzz", CultureInfo.InvariantCulture);

    /// <summary>Now, as Intuit writes when an object was changed: to the second.</summary>
    internal string Changed() => Here().ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture);

    private DateTimeOffset Here() => GetUtcNow().ToOffset(TimeSpan.FromHours(-8));
}
