using Quittance.Domain;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Users;

/// <summary>To which businesses a new member or token is limited.</summary>
internal static class BusinessLimit
{
    /// <summary>The businesses that were asked for, if the caller sees them all.</summary>
    /// <param name="asked">Null asks for as many as the caller sees.</param>
    /// <returns>Null for all of the organization's.</returns>
    public static async Task<IReadOnlyList<Guid>?> WithinAsync(
        TenantSession session, Caller caller, IReadOnlyList<Guid>? asked, CancellationToken cancel)
    {
        if (asked is null)
        {
            return caller.Businesses;
        }

        var unknown = await session.Businesses.UnknownAsync(asked, cancel);
        return unknown.Count == 0
            ? [.. asked.Distinct()]
            : throw new RefusedException(
                Refusal.InvalidInput, "Validation failed.", new FieldFault("businessIds", $"there is no business {string.Join(", ", unknown)}"));
    }
}
