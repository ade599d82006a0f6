namespace Quittance.Simulator.Accounts;

/// <summary>The newest requests of an account; older ones are forgotten.</summary>
internal sealed class RequestLog
{
    private readonly Lock _lock = new();
    private readonly Queue<SeenRequest> _seen = new();
    private long _count;

    /// <summary>All that ever came, also those forgotten.</summary>
    public long Count => Interlocked.Read(ref _count);

    public void Add(SeenRequest request, int kept)
    {
        lock (_lock)
        {
            _count++;
            _seen.Enqueue(request);
            while (_seen.Count > kept)
            {
                _seen.Dequeue();
            }
        }
    }

    /// <summary>Oldest first.</summary>
    public IReadOnlyList<SeenRequest> All()
    {
        lock (_lock)
        {
            return [.. _seen];
        }
    }
}
