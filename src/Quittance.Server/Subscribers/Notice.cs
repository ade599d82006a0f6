using Quittance.Domain.Businesses;

namespace Quittance.Server.Subscribers;

/// <summary>What happened to a business's object, as subscribers may know it.</summary>
/// <param name="ObjectType">The dialect's word: <c>payable</c>, <c>accounting_connection</c>.</param>
/// <param name="Action">The dialect's word: <c>approved</c>, <c>connected</c>.</param>
internal sealed record Notice(
    Guid Id, BusinessId Business, string ObjectType, string Action, Guid ObjectId, string Description, DateTimeOffset OccurredAt)
{
    /// <summary>The date of the contract that notices are written by.</summary>
    public const string ApiVersion = "2024-05-25";

    /// <summary>How long notices and what became of them can be read.</summary>
    public static readonly TimeSpan Retention = TimeSpan.FromDays(92);
}

/// <summary>Which notices are wanted; null means any.</summary>
internal sealed record NoticeFilter(BusinessId? Business, string? ObjectType, Guid? ObjectId, string? Action, Storage.TimeRange OccurredAt);
