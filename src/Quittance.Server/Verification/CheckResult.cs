namespace Quittance.Server.Verification;

/// <summary>What became of a check.</summary>
internal sealed record CheckResult(string Name, IReadOnlyList<string> Faults)
{
    public bool Ok => Faults.Count == 0;
}
