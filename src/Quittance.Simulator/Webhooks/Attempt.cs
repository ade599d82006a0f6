namespace Quittance.Simulator.Webhooks;

/// <summary>One try to deliver.</summary>
/// <param name="Status">What the target answered; null when it did not.</param>
/// <param name="Error">Why it did not.</param>
internal sealed record Attempt(DateTimeOffset At, int? Status, string? Error, double Milliseconds);
