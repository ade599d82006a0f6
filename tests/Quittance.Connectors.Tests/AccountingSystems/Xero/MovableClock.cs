namespace Quittance.Connectors.Tests.AccountingSystems.Xero;

/// <summary>Stands still until it is moved.</summary>
internal sealed class MovableClock : TimeProvider
{
    private DateTimeOffset _now = new(2026, 6, 15, 10, 0, 0, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow() => _now;

    public void Move(TimeSpan by) => _now += by;
}
