namespace Quittance.Domain.Intake;

/// <summary>A step of a bill's life that its sender's platform may want to hear of. The French codes are those of XP Z12-012.</summary>
public enum BillStatus
{
    /// <summary>202 Reçue: the document is here.</summary>
    Received,

    /// <summary>204 Prise en charge: its supplier was recognised and it waits for a decision.</summary>
    InHand,

    /// <summary>205 Approuvée.</summary>
    Approved,

    /// <summary>207 En litige: declined so that the supplier can put it right.</summary>
    Disputed,

    /// <summary>210 Refusée: declined for good, with a reason of the closed list.</summary>
    Refused,

    /// <summary>211 Paiement transmis.</summary>
    Paid,
}

/// <summary>One status of one bill, to be told to its provider.</summary>
/// <param name="Id">Ours, the same at every try.</param>
/// <param name="ExternalId">The provider's id of the bill.</param>
/// <param name="ReasonCode">A code of <see cref="BillStatusReasons"/>; needed for a refusal.</param>
/// <param name="Reason">The person's own words.</param>
/// <param name="Amount">What was paid, for <see cref="BillStatus.Paid"/>.</param>
public sealed record BillStatusReport(
    Guid Id, string ExternalId, BillStatus Status, string? ReasonCode, string? Reason, Money? Amount, DateTimeOffset OccurredAt)
{
    /// <summary>BT-1 of the bill.</summary>
    public string? InvoiceNumber { get; init; }

    /// <summary>BT-2.</summary>
    public DateOnly? IssueDate { get; init; }

    /// <summary>BT-3.</summary>
    public string? TypeCode { get; init; }

    /// <summary>The seller's SIREN, nine digits.</summary>
    public string? SellerSiren { get; init; }

    /// <summary>BT-27.</summary>
    public string? SellerName { get; init; }

    /// <summary>BT-34, where the seller takes messages on its delivery network; null when the bill named none.</summary>
    public EInvoiceIdentifier? SellerAddress { get; init; }

    /// <summary>The buyer's SIREN, nine digits.</summary>
    public string? BuyerSiren { get; init; }

    /// <summary>The business that received the bill.</summary>
    public string? BuyerName { get; init; }

    /// <summary>When the bill came to us; null when that is not known.</summary>
    public DateTimeOffset? ReceivedAt { get; init; }
}

/// <summary>A status that the provider has taken.</summary>
/// <param name="ExternalId">The provider's id of the message.</param>
/// <param name="File">The message as it was sent; kept as evidence.</param>
public sealed record SentBillStatus(string ExternalId, ReadOnlyMemory<byte> File);
