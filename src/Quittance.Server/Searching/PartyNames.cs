using Quittance.Server.Showing;

namespace Quittance.Server.Searching;

/// <summary>The folded names of an organization's parties as they are now. Never changed once built.</summary>
/// <param name="Change">The organization's change up to which they are right; -1 before any were read.</param>
internal sealed record PartyNames(long Change, IReadOnlyDictionary<Guid, string> Names)
{
    public static readonly PartyNames Unread = new(-1, new Dictionary<Guid, string>());

    // All names one after the other, to be searched at once. Made when it is first asked for.
    private readonly Lazy<(Guid[] Parties, string Text, int[] Ends)> _joined = new(() => Join(Names));

    /// <summary>The parties whose name contains a folded text.</summary>
    public HashSet<Guid> Containing(string search)
    {
        var (parties, text, ends) = _joined.Value;
        var found = new HashSet<Guid>();
        for (var (start, party) = (0, 0); start < text.Length; party++)
        {
            var at = text.AsSpan(start).IndexOf(search, StringComparison.Ordinal);
            if (at < 0)
            {
                break;
            }

            party = ends.AsSpan(party).BinarySearch(start + at + 1) is var place && place < 0 ? party + ~place : party + place;
            found.Add(parties[party]);
            start = ends[party];
        }

        return found;
    }

    public PartyNames With(IReadOnlyList<(Guid Id, string Name)> changed, long change)
    {
        if (changed.Count == 0)
        {
            return this with { Change = change };
        }

        var names = Names.ToDictionary();
        foreach (var (id, name) in changed)
        {
            names[id] = Folding.Fold(name);
        }

        return new PartyNames(change, names);
    }

    private static (Guid[] Parties, string Text, int[] Ends) Join(IReadOnlyDictionary<Guid, string> names)
    {
        var (parties, ends, at, end) = (new Guid[names.Count], new int[names.Count], 0, 0);
        foreach (var (party, name) in names)
        {
            end += name.Length + 1;
            (parties[at], ends[at++]) = (party, end);
        }

        return (parties, string.Concat(names.Values.Select(name => name + Folding.Separator)), ends);
    }
}
