namespace Quittance.Simulator.Webhooks;

/// <summary>One event on its way to one target. Each further try sends the same body with a fresh time.</summary>
internal sealed record Delivery(string Id, string TargetId, Provider Provider, string Type, string? BillId, ReadOnlyMemory<byte> Body)
{
    public SignatureFlaw Flaw { get; init; }

    public IReadOnlyList<Attempt> Attempts { get; init; } = [];
}
