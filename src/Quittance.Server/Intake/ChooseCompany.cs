using Quittance.Domain;
using Quittance.Domain.Businesses;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Intake;

/// <summary>Which business "the authenticated company" of seed 003 is, when the caller may see several.</summary>
internal static class ChooseCompany
{
    /// <summary>The named one; else the caller's only one; else the organization's first that pays bills, and before there is any, its first.</summary>
    /// <remarks>One that was put away is not the first of any.</remarks>
    /// <exception cref="RefusedException">The named business is out of sight or was put away, or there is none at all.</exception>
    public static async Task<BusinessId> CompanyAsync(this TenantSession session, Caller caller, BusinessId? named, CancellationToken cancel)
    {
        BusinessId? own = caller.Businesses is [var only] ? new BusinessId(only) : null;
        if ((named ?? own) is { } business)
        {
            return (await session.Businesses.HoldAsync(business, cancel)).Business.Id;
        }

        await using var command = session.Sql(
            """
            select b.id
            from businesses b
            where b.organization_id = $1
              and not exists (
                  select from business_profiles f
                  where f.organization_id = $1 and f.business_id = b.id and f.archived_at is not null)
            order by exists (
                select from network_connections c
                where c.organization_id = $1 and c.payer_id = b.id and c.status <> 'archived') desc, b.created_at, b.id
            limit 1
            """);
        return await command.ExecuteScalarAsync(cancel) is Guid first
            ? new BusinessId(first)
            : throw new RefusedException(
                Refusal.InvalidInput, "Validation failed.", new FieldFault("client", "the organization has no business yet: make one with POST /api/businesses"));
    }
}
