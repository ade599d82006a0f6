namespace Quittance.Simulator.Pennylane;

/// <summary>Where a list of other records is.</summary>
internal sealed record PennylaneUrl(string Url);
