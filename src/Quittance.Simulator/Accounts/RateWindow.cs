namespace Quittance.Simulator.Accounts;

/// <summary>Counts requests in windows of five seconds, as Pennylane does per token.</summary>
internal sealed class RateWindow
{
    public static readonly TimeSpan Length = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private DateTimeOffset _began;
    private int _count;

    /// <summary>Takes one request.</summary>
    /// <returns>How long to wait when the window is full, else null.</returns>
    public TimeSpan? Take(int limit, DateTimeOffset now)
    {
        lock (_lock)
        {
            if (now - _began >= Length || now < _began)
            {
                (_began, _count) = (now, 0);
            }

            return ++_count > limit ? _began + Length - now : null;
        }
    }
}
