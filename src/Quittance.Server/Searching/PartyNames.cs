using Quittance.Server.Showing;

namespace Quittance.Server.Searching;

/// <summary>The folded names of an organization's parties as they are now. Never changed once built.</summary>
/// <param name="Change">The organization's change up to which they are right; -1 before any were read.</param>
internal sealed record PartyNames(long Change, IReadOnlyDictionary<Guid, string> Names)
{
    public static readonly PartyNames Unread = new(-1, new Dictionary<Guid, string>());

    /// <summary>Whether a party's name contains a folded text.</summary>
    public bool Contains(Guid party, string search) => Names.TryGetValue(party, out var name) && name.Contains(search, StringComparison.Ordinal);

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
}
