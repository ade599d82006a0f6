using Quittance.Domain.Approvals;
using Quittance.Domain.Payments;
using Quittance.Server.Api.Payments;

namespace Quittance.Server.Loading;

/// <summary>The businesses between which transactions are loaded, with all that bills and transactions name of them.</summary>
/// <param name="Payers">The largest first.</param>
internal sealed record LoadedNetwork(IReadOnlyList<LoadedPayer> Payers);

/// <param name="Number">From 1; 1 is the largest.</param>
/// <param name="Methods">One of each kind.</param>
/// <param name="People">Who writes its bills, who approves them, and who approves the large ones.</param>
/// <param name="Vendors">Those it deals with most first.</param>
internal sealed record LoadedPayer(
    int Number, Guid Id, IReadOnlyDictionary<PaymentMethodKind, Guid> Methods, LoadedPeople People, IReadOnlyList<ApprovalPolicy> Policies, IReadOnlyList<LoadedVendor> Vendors)
{
    /// <summary>What its policies ask of a bill of less than <see cref="LoadedPolicies.LargeMinor"/>.</summary>
    public LoadedPolicies ForSmall { get; } = LoadedPolicies.Of(Policies, LoadedPolicies.LargeMinor - 1);

    /// <summary>What its policies ask of a larger bill.</summary>
    public LoadedPolicies ForLarge { get; } = LoadedPolicies.Of(Policies, LoadedPolicies.LargeMinor);
}

internal sealed record LoadedPeople(Guid Clerk, Guid Approver, Guid Controller);

/// <summary>A vendor as one payer knows it.</summary>
/// <param name="Methods">One of each kind that it has.</param>
internal sealed record LoadedVendor(Guid Id, Guid ConnectionId, IReadOnlyDictionary<PaymentMethodKind, Guid> Methods);

/// <summary>The policies that apply to a bill, and the slots that they ask for.</summary>
/// <param name="Json">The bill's own copy of the policies.</param>
/// <param name="Shown">The same in the dialect's words.</param>
internal sealed record LoadedPolicies(string Json, IReadOnlyList<ApprovalPolicyResponse> Shown, IReadOnlyList<ApprovalSlot> Slots)
{
    /// <summary>In minor units of US dollars: from here on a second person has to approve.</summary>
    public const long LargeMinor = 500_000;

    public static LoadedPolicies Of(IReadOnlyList<ApprovalPolicy> policies, long minor)
    {
        var invoice = new InvoiceFacts(new(minor, Domain.Currency.Usd), default, new Dictionary<string, string>());
        var applying = ApprovalPolicies.ApplyingTo(invoice, policies);
        var json = System.Text.Json.JsonSerializer.Serialize(applying, Storage.StoredJson.Options);
        return new LoadedPolicies(
            json, Showing.ShownApprovals.Policies(json), InvoiceApprovals.AskedBy(applying, policies, [], DateTimeOffset.UnixEpoch).Slots);
    }
}
