using Quittance.Domain.Businesses;
using Quittance.Domain.Payments;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Payments;

/// <summary>A payment method and whose it is.</summary>
internal sealed record FoundPaymentMethod(PaymentMethodId Id, BusinessId BusinessId);

/// <summary>Which payment methods are wanted.</summary>
/// <param name="Kinds">Any of them; null for all.</param>
/// <param name="BusinessIds">With <paramref name="BusinessNames"/>: any of them; null for all.</param>
/// <param name="BusinessNames">Foreign ids of businesses.</param>
internal sealed record PaymentMethodFilter(IReadOnlyList<PaymentMethodKind>? Kinds, IReadOnlyList<Guid>? BusinessIds, IReadOnlyList<string>? BusinessNames);

/// <summary>The payment methods of all businesses that the caller sees, the newest first.</summary>
internal sealed class SearchPaymentMethods(Database database)
{
    /// <param name="after">The last one of the page before.</param>
    public async Task<TShown> RunAsync<TShown>(
        Caller caller, PaymentMethodFilter filter, PaymentMethodId? after, int limit,
        Func<TenantSession, IReadOnlyList<FoundPaymentMethod>, long, bool, Task<TShown>> show, CancellationToken cancel)
    {
        await using var session = await database.OpenAsync(caller.Organization, caller.Businesses, cancel);
        object?[] wanted = [filter.Kinds?.Select(Words.Of).ToArray(), filter.BusinessIds?.ToArray(), filter.BusinessNames?.ToArray()];
        var from = after is { } id ? await session.PaymentMethods.GetSeenAsync(new PaymentMethodName(id, ""), cancel) : null;
        var found = await FindAsync(session, [.. wanted, from?.CreatedAt, from?.Id.Value, limit + 1], cancel);
        return await show(session, [.. found.Take(limit)], await CountAsync(session, wanted, cancel), found.Count > limit);
    }

    private static async Task<List<FoundPaymentMethod>> FindAsync(TenantSession session, object?[] values, CancellationToken cancel)
    {
        await using var command = session.Sql(
            """
            select m.id, m.business_id
            from payment_methods m
            join businesses b on b.organization_id = m.organization_id and b.id = m.business_id
            where m.organization_id = $1 and m.removed_at is null and not m.is_mirror
              and ($2::text[] is null or m.kind = any ($2))
              and ($3::uuid[] is null or b.id = any ($3) or b.foreign_id = any ($4::text[]))
              and ($5::timestamptz is null or (m.created_at, m.id) < ($5, $6::uuid))
            order by m.created_at desc, m.id desc
            limit $7
            """,
            values);
        await using var row = await command.ExecuteReaderAsync(cancel);
        var found = new List<FoundPaymentMethod>();
        while (await row.ReadAsync(cancel))
        {
            found.Add(new FoundPaymentMethod(new PaymentMethodId(row.GetGuid(0)), new BusinessId(row.GetGuid(1))));
        }

        return found;
    }

    private static async Task<long> CountAsync(TenantSession session, object?[] values, CancellationToken cancel)
    {
        await using var command = session.Sql(
            """
            select count(*)
            from payment_methods m
            join businesses b on b.organization_id = m.organization_id and b.id = m.business_id
            where m.organization_id = $1 and m.removed_at is null and not m.is_mirror
              and ($2::text[] is null or m.kind = any ($2))
              and ($3::uuid[] is null or b.id = any ($3) or b.foreign_id = any ($4::text[]))
            """,
            values);
        return (long)(await command.ExecuteScalarAsync(cancel))!;
    }
}
