namespace Quittance.Simulator.Pennylane;

/// <summary>The flow of XP Z12-013 with which an invoice came.</summary>
internal sealed record PennylaneFlow(string Id);
