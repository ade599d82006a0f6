namespace Quittance.Server.Hosting;

/// <summary>The time in whole milliseconds, as it is stored and shown, so that what is answered is what is read back.</summary>
internal sealed class MillisecondClock : TimeProvider
{
    public override DateTimeOffset GetUtcNow()
    {
        var now = base.GetUtcNow();
        return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMillisecond));
    }
}
