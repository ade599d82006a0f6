namespace Quittance.Simulator.Pennylane;

/// <summary>One condition of a list.</summary>
internal sealed record PennylaneFilter(string Field, string Operator, string Value);
