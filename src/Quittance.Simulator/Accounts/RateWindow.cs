namespace Quittance.Simulator.Accounts;

/// <summary>Counts requests in windows of five seconds, as Pennylane does per token.</summary>
internal sealed class RateWindow
{
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private DateTimeOffset _began;
    private int _count;

    /// <summary>Takes one request.</summary>
    /// <returns>How many are left, negative when this one is too many, and when the next window begins.</returns>
    public (int Left, DateTimeOffset Reset) Take(int limit, DateTimeOffset now)
    {
        lock (_lock)
        {
            if (now - _began >= Length || now < _began)
            {
                (_began, _count) = (now, 0);
            }

            return (limit - ++_count, _began + Length);
        }
    }
}
