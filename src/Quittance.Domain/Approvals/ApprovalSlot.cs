using Quittance.Domain.Businesses;

namespace Quittance.Domain.Approvals;

/// <summary>One approval that a bill needs.</summary>
/// <param name="PolicyId">The policy that asks for it, as in the bill's own copy.</param>
/// <param name="UpstreamId">The nearest policy upstream of it that asks for approvals of this bill; they come first. Null for none.</param>
/// <param name="EligibleRoles">Who holds any of these may fill it.</param>
/// <param name="EligibleUserIds">These may fill it.</param>
/// <param name="AssignedId">The only one who may; null: all who are eligible.</param>
/// <param name="ActedId">Who filled it.</param>
/// <param name="DatedAt">When it was made, assigned or filled, whichever was last.</param>
public sealed record ApprovalSlot(
    ApprovalSlotId Id,
    ApprovalPolicyId PolicyId,
    ApprovalPolicyId? UpstreamId,
    IReadOnlyList<string> EligibleRoles,
    IReadOnlyList<BusinessUserId> EligibleUserIds,
    BusinessUserId? AssignedId,
    ApprovalAction Action,
    BusinessUserId? ActedId,
    DateTimeOffset DatedAt)
{
    /// <summary>Whether nobody has filled it.</summary>
    public bool IsOpen => Action == ApprovalAction.None;

    /// <summary>Whether the policy names the person or a role of theirs.</summary>
    public bool IsFor(Approver person) => EligibleUserIds.Contains(person.Id) || EligibleRoles.Any(role => person.Roles.Contains(role, StringComparer.Ordinal));

    /// <summary>Whether the person has filled it or is to.</summary>
    public bool IsHeldBy(BusinessUserId person) => (IsOpen ? AssignedId : ActedId) == person;
}

/// <summary>What became of a slot.</summary>
public enum ApprovalAction
{
    /// <summary>Nobody has filled it.</summary>
    None,

    /// <summary>A person agreed.</summary>
    Approve,

    /// <summary>A person said no, with which the bill is declined.</summary>
    Reject,
}

/// <summary>Names an approval slot.</summary>
public readonly record struct ApprovalSlotId(Guid Value)
{
    /// <summary>A fresh id that sorts by <paramref name="now"/>.</summary>
    public static ApprovalSlotId New(DateTimeOffset now) => new(Guid.CreateVersion7(now));

    /// <inheritdoc/>
    public override string ToString() => $"inap_{Value:n}";
}
