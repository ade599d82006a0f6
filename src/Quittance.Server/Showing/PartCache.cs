using Quittance.Server.Api.Payments.Documents;
using Quittance.Server.Storage;

namespace Quittance.Server.Showing;

/// <summary>The JSON of entities, payment methods and people that this process has read, so that a page need not read them again.</summary>
/// <remarks>
/// <c>party_changes</c> tells which of them are old; it is asked in every session before anything is taken from here. What is put
/// in was read after the organization's change number was, so it is at least as new as that; if the number has moved on
/// meanwhile it is not kept.
/// </remarks>
internal sealed class PartCache
{
    /// <summary>Bytes after which the older half is forgotten.</summary>
    private const long BytesMax = 64 * 1024 * 1024;

    private readonly Lock _lock = new();
    private readonly Dictionary<OrganizationId, long> _known = [];
    private Dictionary<(OrganizationId, Mark), ShownPart> _newer = [];
    private Dictionary<(OrganizationId, Mark), ShownPart> _older = [];
    private long _bytes;

    /// <summary>The organization's change up to which everything here is right; null when nothing is known of it.</summary>
    public long? KnownOf(OrganizationId organization)
    {
        lock (_lock)
        {
            return _known.TryGetValue(organization, out var known) ? known : null;
        }
    }

    /// <summary>Takes in that the organization is at <paramref name="change"/>, and what has changed since <paramref name="since"/>.</summary>
    public void Advance(OrganizationId organization, long? since, long change, IReadOnlyList<Guid> changed)
    {
        lock (_lock)
        {
            if (_known.TryGetValue(organization, out var known) && known >= change)
            {
                return;
            }

            foreach (var subject in changed)
            {
                foreach (var kind in Enum.GetValues<MarkKind>())
                {
                    _newer.Remove((organization, new Mark(kind, subject)));
                    _older.Remove((organization, new Mark(kind, subject)));
                }
            }

            // Without a place to begin at, the list is empty; then only a first session may say how far everything here is right.
            if (since is not null || !_known.ContainsKey(organization))
            {
                _known[organization] = change;
            }
        }
    }

    /// <param name="readAt">The organization's change number as the session found it.</param>
    public ShownPart? Find(OrganizationId organization, long readAt, Mark mark)
    {
        lock (_lock)
        {
            if (!_known.TryGetValue(organization, out var known) || known < readAt)
            {
                return null;
            }

            if (_newer.TryGetValue((organization, mark), out var part))
            {
                return part;
            }

            if (!_older.Remove((organization, mark), out part))
            {
                return null;
            }

            Put((organization, mark), part);
            return part;
        }
    }

    /// <param name="readAt">The organization's change number, asked before the part was read.</param>
    public void Keep(OrganizationId organization, long readAt, IReadOnlyDictionary<Mark, ShownPart> parts)
    {
        lock (_lock)
        {
            if (!_known.TryGetValue(organization, out var known) || known != readAt)
            {
                return;
            }

            foreach (var (mark, part) in parts)
            {
                Put((organization, mark), part);
            }
        }
    }

    private void Put((OrganizationId, Mark) key, ShownPart part)
    {
        _newer[key] = part;
        _bytes += part.Masked.Length + (part.Whole?.Length ?? 0);
        if (_bytes > BytesMax / 2)
        {
            (_older, _newer, _bytes) = (_newer, [], 0);
        }
    }
}
