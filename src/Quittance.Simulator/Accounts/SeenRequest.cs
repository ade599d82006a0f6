using Quittance.Simulator.Faults;

namespace Quittance.Simulator.Accounts;

/// <summary>One request that came in, for those who ask what the product really sent.</summary>
internal sealed record SeenRequest(DateTimeOffset At, Provider Provider, string Method, string Path, string Query, int Status, FaultKind? Fault);
