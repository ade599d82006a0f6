using Quittance.Server.Api.Payments;

namespace Quittance.Server.Showing;

/// <summary>A policy within <c>invoice_plans.policies</c>: triggers and rule as the dialect writes them, its own id and upstream as bare uuids.</summary>
internal sealed record StoredPolicy(
    Guid Id, Guid? UpstreamId, IReadOnlyList<ApprovalTriggerWire> Trigger, ApprovalRuleWire Rule, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt);
