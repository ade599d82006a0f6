namespace Quittance.Server.Subscribers;

/// <summary>What became of telling one subscription of one notice.</summary>
/// <param name="RequestsMade">How often it was sent and recorded.</param>
/// <param name="Response">The beginning of what was answered last, or why there was no answer.</param>
/// <param name="WasSuccessful">Null while it is pending.</param>
internal sealed record NoticeDelivery(
    Guid Id, Guid SubscriptionId, Guid NoticeId, string Url, int RequestsMade, string? Response, int? ResponseStatus, bool? WasSuccessful,
    DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt)
{
    /// <summary>How much of an answer is kept, in bytes.</summary>
    public const int ResponseBytesMax = 4096;
}

/// <summary>A delivery that waits to be sent.</summary>
/// <param name="Secret">What it is signed with.</param>
internal sealed record WaitingDelivery(NoticeDelivery Delivery, Notice Notice, string Secret)
{
    /// <summary>Never the secret.</summary>
    public override string ToString() => $"{Delivery.Id}";
}

/// <summary>What came back of one request.</summary>
/// <param name="Status">Null when there was no answer.</param>
internal sealed record NoticeAnswer(int? Status, string Text)
{
    public bool IsSuccess => Status is >= 200 and < 300;
}

/// <summary>Which deliveries are wanted; null means any.</summary>
internal sealed record DeliveryFilter(Domain.Businesses.BusinessId? Business, Guid? NoticeId, string? ObjectType, string? Action, Storage.TimeRange CreatedAt);
