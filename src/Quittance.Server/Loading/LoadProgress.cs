using System.Diagnostics;
using System.Globalization;

namespace Quittance.Server.Loading;

/// <summary>How far a load is, over all its lanes.</summary>
internal sealed class LoadProgress(long wanted, Action<string> tell)
{
    private readonly Lock _lock = new();
    private readonly long _began = Stopwatch.GetTimestamp();
    private long _done;

    public long Rows { get; private set; }

    /// <summary>A chunk is committed.</summary>
    public void Done(long transactions, long rows)
    {
        lock (_lock)
        {
            _done += transactions;
            Rows += rows;
            tell(string.Create(CultureInfo.InvariantCulture, $"{_done:n0} of {wanted:n0} transactions, {_done / Stopwatch.GetElapsedTime(_began).TotalSeconds:n0} per second"));
        }
    }
}
