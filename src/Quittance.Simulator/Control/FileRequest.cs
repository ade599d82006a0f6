namespace Quittance.Simulator.Control;

internal sealed record FileRequest(string Name, string Base64);
