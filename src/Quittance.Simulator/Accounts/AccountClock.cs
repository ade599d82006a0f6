namespace Quittance.Simulator.Accounts;

/// <summary>The provider's own clock: it runs with real time, from wherever it was set.</summary>
internal sealed class AccountClock(TimeProvider time, DateTimeOffset? start)
{
    private readonly Lock _lock = new();
    private TimeSpan _ahead = start is { } from ? from - time.GetUtcNow() : TimeSpan.Zero;
    private DateTimeOffset? _stopped;
    private DateTimeOffset _lastStamp;
    private DateTimeOffset _floor;

    /// <remarks>Never before a change that was stamped, unless it was set back since: many changes in one millisecond are not the future.</remarks>
    public DateTimeOffset Now
    {
        get
        {
            lock (_lock)
            {
                return Shown > _floor ? Shown : _floor;
            }
        }
    }

    /// <summary>How far it is ahead of real time; negative when behind.</summary>
    public TimeSpan Skew
    {
        get
        {
            lock (_lock)
            {
                return _stopped is { } at ? at - time.GetUtcNow() : _ahead;
            }
        }
    }

    public bool IsStopped => _stopped is not null;

    /// <summary>Moves it, also while it stands still; backwards by a negative time.</summary>
    public void Advance(TimeSpan by)
    {
        lock (_lock)
        {
            _ahead += by;
            _stopped += by;
            _floor = by < TimeSpan.Zero ? default : _floor;
        }
    }

    public void Set(DateTimeOffset to)
    {
        lock (_lock)
        {
            _ahead = to - time.GetUtcNow();
            _stopped = _stopped is null ? null : to;
            _floor = default;
        }
    }

    /// <summary>From now on only <see cref="Advance"/> and <see cref="Set"/> move it.</summary>
    public void Stop()
    {
        lock (_lock)
        {
            _stopped ??= Shown;
        }
    }

    public void Run()
    {
        lock (_lock)
        {
            _ahead = _stopped is { } at ? at - time.GetUtcNow() : _ahead;
            _stopped = null;
        }
    }

    /// <summary>The time of a change, in whole milliseconds; no two changes of an account share one, and none is before another that was made earlier.</summary>
    public DateTimeOffset Stamp()
    {
        lock (_lock)
        {
            var now = Shown;
            var whole = new DateTimeOffset(now.Ticks - (now.Ticks % TimeSpan.TicksPerMillisecond), TimeSpan.Zero);
            _lastStamp = whole > _lastStamp ? whole : _lastStamp.AddMilliseconds(1);
            _floor = _lastStamp;
            return _lastStamp;
        }
    }

    private DateTimeOffset Shown => _stopped ?? time.GetUtcNow() + _ahead;
}
