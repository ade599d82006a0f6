using Quittance.Domain.Businesses;
using Quittance.Server.Storage;

namespace Quittance.Server.Businesses;

internal static class BusinessGroupNotices
{
    /// <summary>Records what happened to a group.</summary>
    public static void TellOfGroup(this TenantSession session, Actor actor, string step, BusinessGroupId id, object? before, object? after)
    {
        session.Audit.Add(actor, $"business_group.{step}", $"{id}", before, after);
        session.Events.Add($"business_group.{step}", id.Value, new { id = id.Value });
    }
}
