namespace Quittance.Server.Searching;

/// <summary>The parties whose name contains what is searched for.</summary>
/// <param name="Places">Every party's place among the names that were searched.</param>
/// <param name="AreNamed">For each place whether the name contains it.</param>
internal sealed record NamedParties(IReadOnlyDictionary<Guid, int> Places, bool[] AreNamed);
