using System.Runtime.InteropServices;

namespace Quittance.Server.Searching;

/// <summary>The payees and creators of a segment's rows, each once; blocks know them by their places. It only grows.</summary>
internal sealed class PartyTable
{
    private readonly List<Guid> _parties;
    private Dictionary<Guid, int>? _places;
    private KnownPlaces? _named; // Of the names that were searched last: names change seldom, and to find each party's anew takes longer than to search.

    public PartyTable()
        : this([])
    {
    }

    private PartyTable(List<Guid> parties) => _parties = parties;

    public int Count => _parties.Count;

    public Guid this[int place] => _parties[place];

    /// <summary>Roughly what it takes in memory.</summary>
    public long Bytes => _parties.Capacity * 20L;

    /// <summary>Another table that begins as this one. Segments are never changed, so what is to grow is a copy.</summary>
    public PartyTable Copy() => new([.. _parties]);

    public int PlaceOf(Guid party)
    {
        _places ??= _parties.Select((one, place) => (one, place)).ToDictionary(item => item.one, item => item.place);
        ref var place = ref CollectionsMarshal.GetValueRefOrAddDefault(_places, party, out var isKnown);
        if (!isKnown)
        {
            place = _parties.Count;
            _parties.Add(party);
        }

        return place;
    }

    /// <summary>Ends growing: what only that needs is given back.</summary>
    public void Close()
    {
        _places = null;
        _parties.TrimExcess();
    }

    /// <summary>For each place, whether something holds of the party.</summary>
    public bool[] Where(Func<Guid, bool> holds)
    {
        var are = new bool[_parties.Count];
        for (var place = 0; place < are.Length; place++)
        {
            are[place] = holds(_parties[place]);
        }

        return are;
    }

    /// <summary>For each place, whether the party is one of these.</summary>
    public bool[] Where(NamedParties named)
    {
        var known = _named;
        if (known is null || !ReferenceEquals(known.Names, named.Places) || known.Places.Length != _parties.Count)
        {
            _named = known = new KnownPlaces(named.Places, [.. _parties.Select(party => named.Places.TryGetValue(party, out var place) ? place : -1)]);
        }

        return Array.ConvertAll(known.Places, place => place >= 0 && named.AreNamed[place]);
    }

    private sealed record KnownPlaces(IReadOnlyDictionary<Guid, int> Names, int[] Places);
}
