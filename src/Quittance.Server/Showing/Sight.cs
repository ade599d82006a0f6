using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Showing;

/// <summary>What of a caller decides how a page of all that they see reads: two callers of the same sight get the same bytes.</summary>
/// <param name="MayHoldNumbers">Whether they may hold whole account numbers.</param>
/// <param name="Businesses">The ids of the businesses that they are limited to; null for all of the organization.</param>
internal sealed record Sight(OrganizationId Organization, bool MayHoldNumbers, string? Businesses)
{
    public static Sight Of(Caller caller) => new(
        caller.Organization, caller.Permissions.Contains(Permission.Payments), caller.Businesses is { } businesses ? string.Join(',', businesses.Order()) : null);
}
