using Quittance.Domain.Businesses;

namespace Quittance.Domain.Approvals;

/// <summary>Which bills of a payer need whose approval.</summary>
/// <param name="BusinessId">The payer whose policy it is.</param>
/// <param name="UpstreamId">The policy whose approvals come first; null for none. Policies thus form trees.</param>
/// <param name="Triggers">All of them must be met; none means every bill.</param>
public sealed record ApprovalPolicy(
    ApprovalPolicyId Id,
    BusinessId BusinessId,
    ApprovalPolicyId? UpstreamId,
    IReadOnlyList<ApprovalTrigger> Triggers,
    ApprovalRule Rule,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt)
{
    /// <summary>The most policies of one business.</summary>
    public const int CountMax = 200;

    /// <summary>The most triggers of one policy.</summary>
    public const int TriggersMax = 20;

    /// <summary>Whether it steps in only where no other policy applies.</summary>
    public bool IsCatchAll => Triggers.Any(trigger => trigger is ApprovalTrigger.CatchAll);

    /// <summary>Whether it applies to the bill, as far as the bill alone can say.</summary>
    public bool IsTriggeredBy(InvoiceFacts bill) => Triggers.All(trigger => trigger.IsMetBy(bill));
}

/// <summary>What policies ask about a bill.</summary>
/// <param name="Metadata">What the payer's organization notes beside the bill.</param>
public sealed record InvoiceFacts(Money Amount, BusinessId PayeeId, IReadOnlyDictionary<string, string> Metadata);

/// <summary>Names an approval policy.</summary>
public readonly record struct ApprovalPolicyId(Guid Value)
{
    /// <summary>A fresh id that sorts by <paramref name="now"/>.</summary>
    public static ApprovalPolicyId New(DateTimeOffset now) => new(Guid.CreateVersion7(now));

    /// <inheritdoc/>
    public override string ToString() => $"apvl_{Value:n}";
}
