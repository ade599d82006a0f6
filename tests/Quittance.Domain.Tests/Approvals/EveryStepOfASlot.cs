using Quittance.Domain.Approvals;
using static Quittance.Domain.Tests.Approvals.Policies;

namespace Quittance.Domain.Tests.Approvals;

/// <summary>Every state of a slot × every operation × whoever may try it, as one matrix. A case that the matrix lacks fails.</summary>
public sealed class EveryStepOfASlot
{
    /// <summary>What can be tried.</summary>
    public enum Operation
    {
        Approve,
        Reject,
        Assign,
        AssignAny,
        Unassign,
    }

    /// <summary>Who tries it, or is assigned: Ann, to whom the slot may be left; Bob, who is eligible too; Dan, who is not.</summary>
    public enum Who
    {
        Ann,
        Bob,
        Dan,
    }

    /// <summary>Where the one slot stands: waiting behind another policy, open, left to Ann, approved or rejected by Ann.</summary>
    public enum State
    {
        Waiting,
        Open,
        Assigned,
        Approved,
        Rejected,
    }

    // A word in small letters is what the bill's approvals are then; else the refusal.
    private const string Matrix =
        """
                   Waiting Open Assigned Approved Rejected
        Approve Ann NoApprovalSlot approved approved NoApprovalSlot NoApprovalSlot
        Approve Bob NoApprovalSlot approved NoApprovalSlot NoApprovalSlot NoApprovalSlot
        Approve Dan ApproverNotEligible ApproverNotEligible ApproverNotEligible ApproverNotEligible NoApprovalSlot
        Reject Ann NoApprovalSlot rejected rejected NoApprovalSlot NoApprovalSlot
        Reject Bob NoApprovalSlot rejected NoApprovalSlot NoApprovalSlot NoApprovalSlot
        Reject Dan ApproverNotEligible ApproverNotEligible ApproverNotEligible ApproverNotEligible NoApprovalSlot
        Assign Ann open open open NoApprovalSlot NoApprovalSlot
        Assign Bob open open open NoApprovalSlot NoApprovalSlot
        Assign Dan ApproverNotEligible ApproverNotEligible ApproverNotEligible NoApprovalSlot NoApprovalSlot
        AssignAny Ann open open NoApprovalSlot NoApprovalSlot NoApprovalSlot
        AssignAny Bob open open NoApprovalSlot NoApprovalSlot NoApprovalSlot
        AssignAny Dan ApproverNotEligible ApproverNotEligible ApproverNotEligible ApproverNotEligible NoApprovalSlot
        Unassign Ann open open open NoApprovalSlot NoApprovalSlot
        Unassign Bob open open open NoApprovalSlot NoApprovalSlot
        Unassign Dan open open open NoApprovalSlot NoApprovalSlot
        """;

    private static readonly Dictionary<(Operation Operation, Who Who, State State), string> Expected = ReadMatrix();

    public static TheoryData<Operation, Who, State> Cases => new(
        from operation in Enum.GetValues<Operation>()
        from who in Enum.GetValues<Who>()
        from state in Enum.GetValues<State>()
        select (operation, who, state));

    [Theory]
    [MemberData(nameof(Cases))]
    public void Leads_where_the_matrix_says(Operation operation, Who who, State state)
    {
        var (approvals, slot) = In(state);
        var person = who switch { Who.Ann => Ann, Who.Bob => Bob, Who.Dan => Dan };

        Assert.Equal(Expected[(operation, who, state)], Outcome(() => operation switch
        {
            Operation.Approve => approvals.Approve(person, Now.AddHours(1)),
            Operation.Reject => approvals.Reject(person, Now.AddHours(1)),
            Operation.Assign => approvals.Assign(slot, person, Now.AddHours(1)),
            Operation.AssignAny => approvals.Assign(null, person, Now.AddHours(1)),
            Operation.Unassign => approvals.Unassign(slot, Now.AddHours(1)),
        }));
    }

    private static (InvoiceApprovals Approvals, ApprovalSlotId Slot) In(State state)
    {
        var first = Policy(Roles(1, "Controller"));
        var policy = Policy(Users(1, Ann, Bob));
        var open = Asked(policy);
        var slot = open.Slots[0].Id;
        switch (state)
        {
            case State.Waiting:
                var chain = Asked(first, policy with { UpstreamId = first.Id });
                // Bob, a controller, could fill the first one; it is left to Cid, so that only the second is asked about.
                return (chain.Assign(chain.Slots[0].Id, Cid, Now), chain.Slots[1].Id);
            case State.Open:
                return (open, slot);
            case State.Assigned:
                return (open.Assign(slot, Ann, Now), slot);
            case State.Approved:
                return (open.Approve(Ann, Now), slot);
            case State.Rejected:
                return (open.Reject(Ann, Now), slot);
            default:
                throw new ArgumentOutOfRangeException(nameof(state));
        }
    }

    private static Dictionary<(Operation Operation, Who Who, State State), string> ReadMatrix()
    {
        var rows = Matrix.Split('\n').Select(row => row.Split(' ', StringSplitOptions.RemoveEmptyEntries)).ToList();
        var states = rows[0].Select(Enum.Parse<State>).ToList();
        return rows.Skip(1)
            .SelectMany(row => states.Select((state, column) => (
                Case: (Enum.Parse<Operation>(row[0]), Enum.Parse<Who>(row[1]), state),
                Outcome: row[column + 2])))
            .ToDictionary(cell => cell.Case, cell => cell.Outcome);
    }
}
