using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Quittance.Domain.Approvals;

namespace Quittance.Server.Api.Payments;

/// <summary>A person of the payer decides on a bill.</summary>
public sealed record ApprovalRequest(
    [property: Required, RegularExpression(".+"), Description("Id or foreign id of the payer's user who decides.")] string? UserId,
    [property: MaxLength(Limits.TextMax), Description("Becomes a comment on the bill.")] string? Text)
{
    internal (string UserId, string? Text) Checked()
    {
        var check = new Check();
        var decision = (check.Required("userId", UserId), check.Optional("text", Text, Limits.TextMax));
        check.Done();
        return decision;
    }
}

/// <summary>Leaves an approval of a bill to one person.</summary>
public sealed record AddApproverRequest(
    [property: Required, RegularExpression(".+"), Description("Id or foreign id of the payer's user; ANY opens the slot to all who are eligible.")] string? UserId,
    [property: Description("The first one that is free for the user, where it is missing.")] string? ApprovalSlotId)
{
    internal (string? UserId, ApprovalSlotId? Slot) Checked()
    {
        var check = new Check();
        var user = check.Required("userId", UserId);
        if (user == ApprovalWords.Anybody && string.IsNullOrEmpty(ApprovalSlotId))
        {
            check.Fault("approvalSlotId", $"approvalSlotId is required with {ApprovalWords.Anybody}");
        }

        check.Done();
        return (
            user == ApprovalWords.Anybody ? null : user,
            string.IsNullOrEmpty(ApprovalSlotId) ? null : new ApprovalSlotId(Ids.Read(PaymentsIds.ApprovalSlot, "approval slot", ApprovalSlotId)));
    }
}

/// <summary>A new approval policy.</summary>
public sealed record ApprovalPolicyRequest(
    [property: Required, Description("All of them must be met; none means every bill.")] IReadOnlyList<ApprovalTriggerWire>? Trigger,
    [property: Required] ApprovalRuleWire? Rule,
    [property: Required, Description("The policy whose approvals come first; root for none.")] string? UpstreamPolicyId);

/// <summary>Changes to an approval policy; what is left out stays as it is.</summary>
public sealed record ApprovalPolicyUpdateRequest(
    IReadOnlyList<ApprovalTriggerWire>? Trigger,
    ApprovalRuleWire? Rule,
    [property: Description("The policy whose approvals come first; root for none.")] string? UpstreamPolicyId);
