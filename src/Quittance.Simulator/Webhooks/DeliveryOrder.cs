namespace Quittance.Simulator.Webhooks;

/// <summary>What to send to the targets of a provider.</summary>
internal sealed record DeliveryOrder
{
    public required Provider Provider { get; init; }

    /// <summary>One delivery for each of these bills, in this order.</summary>
    public IReadOnlyList<string> Bills { get; init; } = [];

    /// <summary>The provider's word for what happened; without it that a bill was received.</summary>
    public string? Type { get; init; }

    /// <summary>How often the same delivery goes out.</summary>
    public int Count { get; init; } = 1;

    /// <summary>The last bill first.</summary>
    public bool IsReversed { get; init; }

    public SignatureFlaw Signature { get; init; }

    /// <summary>Sent as it stands instead of an event about bills.</summary>
    public string? Body { get; init; }
}
