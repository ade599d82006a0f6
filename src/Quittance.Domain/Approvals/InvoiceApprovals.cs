using Quittance.Domain.Businesses;

namespace Quittance.Domain.Approvals;

/// <summary>The approvals that a submitted bill needs, and what became of each.</summary>
/// <remarks>A person fills at most one slot of a policy. Slots downstream open when every slot of the policies upstream is approved.</remarks>
/// <param name="Slots">In the order in which they are shown: upstream before downstream.</param>
public sealed record InvoiceApprovals(IReadOnlyList<ApprovalSlot> Slots)
{
    /// <summary>Nobody's approval is asked for.</summary>
    public static InvoiceApprovals None { get; } = new([]);

    /// <summary>Whether nothing is left to approve.</summary>
    public bool IsApproved => Slots.All(slot => slot.Action == ApprovalAction.Approve);

    /// <summary>Whether somebody said no.</summary>
    public bool IsRejected => Slots.Any(slot => slot.Action == ApprovalAction.Reject);

    /// <summary>Those who have filled a slot, each once.</summary>
    public IEnumerable<BusinessUserId> Acted => Slots.Select(slot => slot.ActedId).OfType<BusinessUserId>().Distinct();

    /// <summary>The slots that a bill needs. An automatic policy among those that apply makes it need none.</summary>
    /// <param name="applying">As <see cref="ApprovalPolicies.ApplyingTo"/> orders them.</param>
    /// <param name="all">All policies of the payer, by which those that do not apply are passed over in a chain.</param>
    /// <param name="people">The payer's people, in the order in which they are assigned.</param>
    public static InvoiceApprovals AskedBy(
        IReadOnlyList<ApprovalPolicy> applying, IReadOnlyList<ApprovalPolicy> all, IReadOnlyList<Approver> people, DateTimeOffset now)
    {
        if (applying.Any(policy => policy.Rule is ApprovalRule.Automatic))
        {
            return None;
        }

        var slots = new List<ApprovalSlot>();
        foreach (var policy in applying)
        {
            var upstream = ApprovalPolicies.Above(policy, all).FirstOrDefault(applying.Contains)?.Id;
            slots.AddRange(SlotsOf(policy, (ApprovalRule.ByPeople)policy.Rule, upstream, people, now));
        }

        return new InvoiceApprovals(slots);
    }

    /// <summary>Whether the policies upstream of the slot have every approval that they ask for.</summary>
    public bool IsUpstreamApproved(ApprovalSlot slot)
    {
        var at = slot.UpstreamId;
        for (var step = 0; step < Slots.Count && at is { } upstream; step++)
        {
            var above = Slots.Where(other => other.PolicyId == upstream).ToList();
            if (above.Any(other => other.Action != ApprovalAction.Approve))
            {
                return false;
            }

            at = above.FirstOrDefault()?.UpstreamId;
        }

        return true;
    }

    /// <summary>The person agrees: one slot of each policy that waits for them now is theirs.</summary>
    public InvoiceApprovals Approve(Approver person, DateTimeOffset now)
    {
        var fillable = FillableBy(person);
        return With(slot => fillable.Contains(slot) ? slot with { Action = ApprovalAction.Approve, ActedId = person.Id, DatedAt = now } : slot);
    }

    /// <summary>The person says no, which needs a slot as agreeing does.</summary>
    public InvoiceApprovals Reject(Approver person, DateTimeOffset now)
    {
        var filled = FillableBy(person)[0];
        return With(slot => slot == filled ? slot with { Action = ApprovalAction.Reject, ActedId = person.Id, DatedAt = now } : slot);
    }

    /// <summary>Leaves a slot to one person.</summary>
    /// <param name="id">Null takes the first that the person could fill and that is left to nobody else.</param>
    public InvoiceApprovals Assign(ApprovalSlotId? id, Approver person, DateTimeOffset now)
    {
        RequireStanding();
        RequireEligible(id is { } given ? [Open(given)] : Slots, person);
        var free = id is { } named ? Open(named) : Slots.FirstOrDefault(slot => slot.IsOpen && slot.AssignedId is null && slot.IsFor(person) && !HoldsOneOf(slot.PolicyId, person.Id));
        if (free is null || (free.AssignedId != person.Id && HoldsOneOf(free.PolicyId, person.Id)))
        {
            throw new RefusedException(Refusal.NoApprovalSlot, $"No approval slot is free for {person.Id}: each that they may fill is filled, left to somebody else, or one of a policy of which they hold a slot.");
        }

        return With(slot => slot == free && slot.AssignedId != person.Id ? slot with { AssignedId = person.Id, DatedAt = now } : slot);
    }

    /// <summary>Opens a slot to everybody who is eligible.</summary>
    public InvoiceApprovals Unassign(ApprovalSlotId id, DateTimeOffset now)
    {
        RequireStanding();
        var open = Open(id);
        return With(slot => slot == open && slot.AssignedId is not null ? slot with { AssignedId = null, DatedAt = now } : slot);
    }

    private static IEnumerable<ApprovalSlot> SlotsOf(
        ApprovalPolicy policy, ApprovalRule.ByPeople rule, ApprovalPolicyId? upstream, IReadOnlyList<Approver> people, DateTimeOffset now)
    {
        var slot = new ApprovalSlot(default, policy.Id, upstream, rule.Roles, [.. rule.Users.Distinct()], null, ApprovalAction.None, null, now);

        // Users in the order in which the policy names them, holders of a role in the order of the people.
        var eligible = people.Where(slot.IsFor).Select(person => person.Id).OrderBy(id => slot.EligibleUserIds.TakeWhile(user => user != id).Count()).ToList();
        for (var number = 0; number < rule.Count; number++)
        {
            BusinessUserId? assigned = rule.AutoAssign && number < eligible.Count ? eligible[number] : null;
            yield return slot with { Id = ApprovalSlotId.New(now), AssignedId = assigned };
        }
    }

    // One of each policy that waits for the person now: their own, else the first that is left to nobody.
    private List<ApprovalSlot> FillableBy(Approver person)
    {
        RequireStanding();
        RequireEligible(Slots, person);
        var fillable = Slots
            .Where(slot => slot.IsOpen && slot.IsFor(person) && (slot.AssignedId ?? person.Id) == person.Id && !HasFilledOneOf(slot.PolicyId, person.Id) && IsUpstreamApproved(slot))
            .GroupBy(slot => slot.PolicyId)
            .Select(policy => policy.OrderByDescending(slot => slot.AssignedId == person.Id).First())
            .ToList();
        return fillable.Count > 0
            ? fillable
            : throw new RefusedException(Refusal.NoApprovalSlot, $"No approval slot waits for {person.Id} now: each that they may fill is filled, left to somebody else, or waits for approvals that come first.");
    }

    private void RequireStanding()
    {
        if (IsRejected)
        {
            throw new RefusedException(Refusal.NoApprovalSlot, "The approval was refused already; nothing more can be approved until the bill is submitted again.");
        }
    }

    private static void RequireEligible(IReadOnlyList<ApprovalSlot> slots, Approver person)
    {
        if (slots.Count > 0 && !slots.Any(slot => slot.IsFor(person)))
        {
            throw new RefusedException(Refusal.ApproverNotEligible, $"{person.Id} is not named by the approval policies of this bill and holds none of the roles that they name.");
        }
    }

    private ApprovalSlot Open(ApprovalSlotId id)
    {
        var slot = Slots.FirstOrDefault(slot => slot.Id == id) ?? throw new RefusedException(Refusal.NotFound, "There is no such approval slot.");
        return slot.IsOpen ? slot : throw new RefusedException(Refusal.NoApprovalSlot, $"Approval slot {id} is filled already.");
    }

    private bool HoldsOneOf(ApprovalPolicyId policy, BusinessUserId person) => Slots.Any(slot => slot.PolicyId == policy && slot.IsHeldBy(person));

    private bool HasFilledOneOf(ApprovalPolicyId policy, BusinessUserId person) => Slots.Any(slot => slot.PolicyId == policy && slot.ActedId == person);

    private InvoiceApprovals With(Func<ApprovalSlot, ApprovalSlot> change) => new([.. Slots.Select(change)]);
}
