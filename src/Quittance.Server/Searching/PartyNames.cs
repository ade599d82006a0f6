using Quittance.Server.Showing;

namespace Quittance.Server.Searching;

/// <summary>The folded names of an organization's parties as they are now. Never changed once built.</summary>
/// <param name="Change">The organization's change up to which they are right; -1 before any were read.</param>
internal sealed record PartyNames(long Change, IReadOnlyDictionary<Guid, string> Names)
{
    public static readonly PartyNames Unread = new(-1, new Dictionary<Guid, string>());

    // All names one after the other, to be searched at once. Made when it is first asked for.
    private readonly Lazy<Joined> _joined = new(() => new Joined(Names));

    /// <summary>The parties whose name contains a folded text; null if none's does.</summary>
    public NamedParties? Containing(string search) => _joined.Value.Containing(search);

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

    private sealed class Joined
    {
        private readonly Dictionary<Guid, int> _places = [];
        private readonly string _text;
        private readonly int[] _ends;

        public Joined(IReadOnlyDictionary<Guid, string> names)
        {
            (_ends, var end) = (new int[names.Count], 0);
            foreach (var (party, name) in names)
            {
                end += name.Length + 1;
                _ends[_places.Count] = end;
                _places.Add(party, _places.Count);
            }

            _text = string.Concat(names.Values.Select(name => name + Folding.Separator));
        }

        public NamedParties? Containing(string search)
        {
            var (contain, any) = (new bool[_ends.Length], false);
            for (var (start, party) = (0, 0); start < _text.Length; party++)
            {
                var at = _text.AsSpan(start).IndexOf(search, StringComparison.Ordinal);
                if (at < 0)
                {
                    break;
                }

                while (_ends[party] <= start + at)
                {
                    party++;
                }

                contain[party] = any = true;
                start = _ends[party];
            }

            return any ? new NamedParties(_places, contain) : null;
        }
    }
}
