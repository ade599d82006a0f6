using Quittance.Domain.Businesses;
using Quittance.Server.Api;
using Quittance.Server.Api.Payments;
using Quittance.Server.Storage;

namespace Quittance.Server.Businesses;

internal static class ResolveBusiness
{
    /// <summary>The business that a text names: one that has it as its id, with or without prefix, goes before one that has it as its foreign id.</summary>
    /// <remarks>One that was archived is named by nothing.</remarks>
    public static async Task<BusinessId> ResolveBusinessAsync(this TenantSession session, string text, CancellationToken cancel)
    {
        await using var command = session.Sql(
            """
            select b.id
            from businesses b
            where b.organization_id = $1 and (b.id = $2 or b.foreign_id = $3)
              and not exists (
                  select from business_profiles f
                  where f.organization_id = $1 and f.business_id = b.id and f.archived_at is not null)
            order by b.id = $2 desc
            limit 1
            """,
            Ids.ReadOrNone(PaymentsIds.Entity, text), text);
        return await command.ExecuteScalarAsync(cancel) is Guid id ? new BusinessId(id) : throw Ids.NotFound("entity");
    }

    /// <summary>All of these; a business that is named twice is there once.</summary>
    public static async Task<IReadOnlyList<BusinessId>> ResolveBusinessesAsync(this TenantSession session, IReadOnlyList<string> texts, CancellationToken cancel)
    {
        var ids = new List<BusinessId>();
        foreach (var text in texts)
        {
            ids.Add(await session.ResolveBusinessAsync(text, cancel));
        }

        return [.. ids.Distinct()];
    }
}
