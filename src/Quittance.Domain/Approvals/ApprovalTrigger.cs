using System.Text.Json.Serialization;
using Quittance.Domain.Businesses;

namespace Quittance.Domain.Approvals;

/// <summary>One condition of a policy. A closed set; stored as JSON, in the bill's copy of the policies too, hence the words.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(AmountIs), "amount")]
[JsonDerivedType(typeof(PayeeIs), "vendor")]
[JsonDerivedType(typeof(MetadataIs), "metadata")]
[JsonDerivedType(typeof(CatchAll), "catchall")]
public abstract record ApprovalTrigger
{
    /// <summary>The most payees or values of one trigger.</summary>
    public const int ValuesMax = 1000;

    private ApprovalTrigger()
    {
    }

    /// <summary>Whether the bill meets the condition.</summary>
    public abstract bool IsMetBy(InvoiceFacts bill);

    /// <summary>The bill's amount compares with a limit. A bill in another currency never meets it.</summary>
    public sealed record AmountIs(AmountComparison Comparison, Money Limit) : ApprovalTrigger
    {
        /// <inheritdoc/>
        public override bool IsMetBy(InvoiceFacts bill) => bill.Amount.Currency == Limit.Currency && Comparison switch
        {
            AmountComparison.Equal => bill.Amount == Limit,
            AmountComparison.Greater => bill.Amount > Limit,
            AmountComparison.GreaterOrEqual => bill.Amount >= Limit,
            AmountComparison.Less => bill.Amount < Limit,
            AmountComparison.LessOrEqual => bill.Amount <= Limit,
        };
    }

    /// <summary>The bill comes from one of these businesses.</summary>
    public sealed record PayeeIs(IReadOnlyList<BusinessId> PayeeIds) : ApprovalTrigger
    {
        /// <inheritdoc/>
        public override bool IsMetBy(InvoiceFacts bill) => PayeeIds.Contains(bill.PayeeId);
    }

    /// <summary>The bill's metadata has one of these values under the key.</summary>
    public sealed record MetadataIs(string Key, IReadOnlyList<string> Values) : ApprovalTrigger
    {
        /// <inheritdoc/>
        public override bool IsMetBy(InvoiceFacts bill) => bill.Metadata.TryGetValue(Key, out var value) && Values.Contains(value, StringComparer.Ordinal);
    }

    /// <summary>No other policy applies. Whether that is so, <see cref="ApprovalPolicies.ApplyingTo"/> knows; the bill does not.</summary>
    public sealed record CatchAll : ApprovalTrigger
    {
        /// <inheritdoc/>
        public override bool IsMetBy(InvoiceFacts bill) => true;
    }
}

/// <summary>How a bill's amount compares with a trigger's limit.</summary>
public enum AmountComparison
{
    /// <summary>It is the limit.</summary>
    Equal,

    /// <summary>It is more.</summary>
    Greater,

    /// <summary>It is the limit or more.</summary>
    GreaterOrEqual,

    /// <summary>It is less.</summary>
    Less,

    /// <summary>It is the limit or less.</summary>
    LessOrEqual,
}
