namespace Quittance.Simulator.Pennylane;

/// <summary>Where another record is.</summary>
internal sealed record PennylaneLink(long Id, string Url);
