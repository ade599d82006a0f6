using Quittance.Domain.Businesses;
using Quittance.Domain.Intake;

namespace Quittance.Server.Intake;

/// <summary>What a webhook is verified with.</summary>
/// <param name="Access">The settings; no key.</param>
/// <param name="Secrets">The current secret, and the one before it while it still counts.</param>
internal sealed record WebhookTarget(
    BusinessId BusinessId, string Provider, bool IsActive, bool IsDeleted, ProviderAccess Access, IReadOnlyList<string> Secrets);
