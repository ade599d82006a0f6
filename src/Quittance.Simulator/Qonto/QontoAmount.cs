namespace Quittance.Simulator.Qonto;

internal sealed record QontoAmount(string Value, string Currency);
