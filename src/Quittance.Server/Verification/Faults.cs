namespace Quittance.Server.Verification;

/// <summary>What a check found. Keeps the first <see cref="Max"/> and counts the rest, so that a broken table cannot fill the memory.</summary>
internal sealed class Faults
{
    /// <summary>How many are told of one check.</summary>
    public const int Max = 100;

    private readonly List<string> _first = [];

    public long Count { get; private set; }

    /// <summary>The first ones, and how many there are besides.</summary>
    public IReadOnlyList<string> Texts => Count > Max ? [.. _first, $"and {Count - Max} more"] : _first;

    /// <summary>Takes over what another part found.</summary>
    public void Add(Faults others)
    {
        foreach (var text in others._first)
        {
            Add(text);
        }

        Count += others.Count - others._first.Count;
    }

    public void Add(string text)
    {
        if (Count++ < Max)
        {
            _first.Add(text);
        }
    }
}
