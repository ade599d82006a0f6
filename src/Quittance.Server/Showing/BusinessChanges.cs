using System.Text;
using Npgsql;
using NpgsqlTypes;
using Quittance.Domain.Businesses;
using Quittance.Server.Api;
using Quittance.Server.Api.Payments;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Showing;

/// <summary>A business as it was after a change.</summary>
/// <param name="Shown">The entity, as JSON.</param>
internal sealed record BusinessChange(Guid Id, BusinessUserId? UserId, string Shown, DateTimeOffset CreatedAt);

/// <summary>The table <c>business_changes</c>.</summary>
internal static class BusinessChanges
{
    /// <summary>Keeps what a business is like now, for its log. Its payment methods have their own, and its picture would only be repeated.</summary>
    public static async Task KeepBusinessAsync(this TenantSession session, Caller caller, BusinessId id, DateTimeOffset now, CancellationToken cancel)
    {
        var entity = (await session.EntitiesAsync([id], EntityExtras.None, cancel))[0] with { Logo = null };
        await session.Sql(
            "insert into business_changes (organization_id, id, business_id, user_id, data, created_at) values ($1, $2, $3, $4, $5, $6)",
            Guid.CreateVersion7(now), id.Value, caller.ActsFor?.Value,
            new NpgsqlParameter { Value = Encoding.UTF8.GetString(PaymentsJson.Write(entity)), NpgsqlDbType = NpgsqlDbType.Json }, now).ExecuteAsync(cancel);
    }

    /// <summary>A page of a business's changes, the newest first, and how many there are in all.</summary>
    /// <param name="after">The last one of the page before.</param>
    public static async Task<(long Count, IReadOnlyList<BusinessChange> Changes)> ChangesOfBusinessAsync(
        this TenantSession session, BusinessId id, DateTimeOffset? from, DateTimeOffset? until, Guid? after, int most, CancellationToken cancel)
    {
        var place = after is { } last ? await CreatedAtAsync(session, id, last, cancel) : (DateTimeOffset?)null;
        await using var count = session.Sql(
            """
            select count(*) from business_changes
            where organization_id = $1 and business_id = $2 and ($3::timestamptz is null or created_at >= $3) and ($4::timestamptz is null or created_at <= $4)
            """,
            id.Value, from, until);
        var all = (long)(await count.ExecuteScalarAsync(cancel))!;
        await using var command = session.Sql(
            """
            select id, user_id, data, created_at
            from business_changes
            where organization_id = $1 and business_id = $2 and ($3::timestamptz is null or created_at >= $3) and ($4::timestamptz is null or created_at <= $4)
                and ($5::timestamptz is null or (created_at, id) < ($5, $6::uuid))
            order by created_at desc, id desc
            limit $7
            """,
            id.Value, from, until, place, after, most);
        await using var row = await command.ExecuteReaderAsync(cancel);
        var changes = new List<BusinessChange>();
        while (await row.ReadAsync(cancel))
        {
            changes.Add(new BusinessChange(
                row.GetGuid(0), row.ValueOrNull<Guid>(1) is { } user ? new BusinessUserId(user) : null, row.GetString(2), row.GetFieldValue<DateTimeOffset>(3)));
        }

        return (all, changes);
    }

    private static async Task<DateTimeOffset> CreatedAtAsync(TenantSession session, BusinessId business, Guid id, CancellationToken cancel)
    {
        await using var command = session.Sql("select created_at from business_changes where organization_id = $1 and business_id = $2 and id = $3", business.Value, id);
        return await command.ExecuteScalarAsync(cancel) is DateTime time ? new DateTimeOffset(time) : throw Ids.NotFound("event");
    }
}
