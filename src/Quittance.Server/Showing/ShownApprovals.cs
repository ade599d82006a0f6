using System.Text.Json;
using Quittance.Domain.Approvals;
using Quittance.Server.Api.Payments;
using Quittance.Server.Storage;

namespace Quittance.Server.Showing;

/// <summary>Whose approval a bill needs and has, in the dialect's words.</summary>
internal static class ShownApprovals
{
    public static List<ApprovalSlotResponse> Slots(IReadOnlyList<StoredSlot> slots) =>
    [
        .. slots.Select(slot => new ApprovalSlotResponse(
            PaymentsIds.Write(PaymentsIds.ApprovalSlot, slot.Id),
            PaymentsIds.Write(PaymentsIds.ApprovalPolicy, slot.PolicyId),
            slot.Action.ToUpperInvariant(),
            slot.Roles,
            [.. slot.Users.Select(user => PaymentsIds.Write(PaymentsIds.User, user))],
            slot.DatedAt,
            PaymentsIds.Write(PaymentsIds.User, slot.AssignedTo),
            UpstreamOf(slot.UpstreamId),
            slots.Where(other => other.PolicyId == slot.UpstreamId).All(other => other.Action == "approve"))),
    ];

    /// <param name="json">The bill's own copy of the policies.</param>
    public static List<ApprovalPolicyResponse> Policies(string json) =>
        [.. JsonSerializer.Deserialize<List<ApprovalPolicy>>(json, StoredJson.Options)!.Select(ApprovalWords.Shown)];

    private static string UpstreamOf(Guid? policy) => PaymentsIds.Write(PaymentsIds.ApprovalPolicy, policy) ?? ApprovalWords.Root;
}
