using Quittance.Server.Storage;

namespace Quittance.Server.Searching;

/// <summary>The segments that this process keeps, within a bound: those that were used least recently go first.</summary>
/// <remarks>Nothing depends on what is here. Every search asks what has changed since, and reads what is missing.</remarks>
/// <param name="bytesMax">What all segments may take together, roughly.</param>
internal sealed class SegmentCache(long bytesMax)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(OrganizationId Organization, Guid Payer), LinkedListNode<(OrganizationId Organization, Segment Segment)>> _segments = [];
    private readonly LinkedList<(OrganizationId Organization, Segment Segment)> _used = new(); // The last one used is first.
    private long _bytes;

    /// <param name="payers">Null for all that are here.</param>
    public List<Segment> Of(OrganizationId organization, IReadOnlySet<Guid>? payers)
    {
        lock (_lock)
        {
            var found = payers is null
                ? _segments.Where(item => item.Key.Organization == organization).Select(item => item.Value).ToList()
                : [.. payers.Select(payer => _segments.GetValueOrDefault((organization, payer))).OfType<LinkedListNode<(OrganizationId, Segment)>>()];
            foreach (var node in found)
            {
                _used.Remove(node);
                _used.AddFirst(node);
            }

            return [.. found.Select(node => node.Value.Segment)];
        }
    }

    public void Put(OrganizationId organization, Segment segment)
    {
        lock (_lock)
        {
            if (_segments.TryGetValue((organization, segment.PayerId), out var there))
            {
                if (there.Value.Segment.Change >= segment.Change)
                {
                    return;
                }

                Remove(there);
            }

            _segments[(organization, segment.PayerId)] = _used.AddFirst((organization, segment));
            _bytes += segment.Bytes;
            while (_bytes > bytesMax && _used.Last is { } oldest)
            {
                Remove(oldest);
            }
        }
    }

    private void Remove(LinkedListNode<(OrganizationId Organization, Segment Segment)> node)
    {
        _segments.Remove((node.Value.Organization, node.Value.Segment.PayerId));
        _used.Remove(node);
        _bytes -= node.Value.Segment.Bytes;
    }
}
