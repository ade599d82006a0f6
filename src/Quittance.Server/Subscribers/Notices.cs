using Quittance.Domain.Businesses;
using Quittance.Server.Jobs;
using Quittance.Server.Storage;

namespace Quittance.Server.Subscribers;

/// <summary>Collects what subscribers are to hear of a session; <see cref="TenantSession.CommitAsync"/> writes it with the effect.</summary>
internal sealed class Notices
{
    private const int ForgottenAtOnce = 100;

    private readonly List<Pending> _pending = [];

    /// <param name="business">Whose object it is. What happened to a business of another organization is that organization's to tell.</param>
    /// <param name="objectType">The dialect's word: <c>payable</c>, <c>accounting_connection</c>.</param>
    /// <param name="action">The dialect's word: <c>approved</c>, <c>connected</c>.</param>
    /// <param name="description">One sentence for a person; ids and states, never secrets or account numbers.</param>
    public void Add(BusinessId business, string objectType, string action, Guid objectId, string description) =>
        _pending.Add(new Pending(business, objectType, action, objectId, description));

    internal async Task WriteAsync(TenantSession session, DateTimeOffset now, CancellationToken cancel)
    {
        if (_pending.Count == 0)
        {
            return;
        }

        // A caller who sees only the supplier may move a bill of a payer beside it: the payer's subscribers hear of it all the same.
        await session.SeeAllBusinessesAsync(cancel);
        await ForgetOldAsync(session, now, cancel);
        await InsertAsync(session, now, cancel);
        _pending.Clear();
    }

    // The notices, their deliveries to whom it concerns, and a job for each of these, which takes its turn among those of its subscription.
    private Task<int> InsertAsync(TenantSession session, DateTimeOffset now, CancellationToken cancel) => session.Sql(
        """
        with told as (
            insert into notices (organization_id, id, business_id, object_type, action, object_id, description, occurred_at)
            select $1, n.id, n.business_id, n.object_type, n.action, n.object_id, n.description, $8
            from unnest($2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::uuid[], $7::text[]) as n (id, business_id, object_type, action, object_id, description)
            where exists (select from businesses b where b.organization_id = $1 and b.id = n.business_id)
            returning id, business_id, object_type, action),
        due as (
            insert into notice_deliveries (organization_id, id, subscription_id, notice_id, business_id, url, created_at, updated_at)
            select $1, gen_random_uuid(), s.id, t.id, t.business_id, s.url, $8, $8
            from told t
            join webhook_subscriptions s
                on s.organization_id = $1 and s.object_type = t.object_type and s.status = 'enabled' and s.deleted_at is null
                and (s.event_types = '{}' or t.action = any (s.event_types))
            returning id, subscription_id)
        insert into jobs (organization_id, id, kind, lane, subject_id, source_id, due_at, created_at)
        select $1, gen_random_uuid(), $9, $10, id, subscription_id, $8, $8
        from due
        """,
        _pending.Select(_ => Guid.CreateVersion7(now)).ToArray(),
        _pending.Select(notice => notice.Business.Value).ToArray(),
        _pending.Select(notice => notice.ObjectType).ToArray(),
        _pending.Select(notice => notice.Action).ToArray(),
        _pending.Select(notice => notice.ObjectId).ToArray(),
        _pending.Select(notice => notice.Description).ToArray(),
        now,
        DeliverNotices.JobKind,
        Words.Of(JobLanes.Of(DeliverNotices.JobKind))).ExecuteAsync(cancel);

    // Every write clears some that have had their time, with their deliveries, so that the tables stay as small as they are used.
    private static Task<int> ForgetOldAsync(TenantSession session, DateTimeOffset now, CancellationToken cancel) => session.Sql(
        """
        delete from notices
        where (organization_id, id) in (
            select organization_id, id
            from notices
            where organization_id = $1 and occurred_at < $2
            order by occurred_at
            limit $3
            for update skip locked)
        """,
        now - Notice.Retention, ForgottenAtOnce).ExecuteAsync(cancel);

    private sealed record Pending(BusinessId Business, string ObjectType, string Action, Guid ObjectId, string Description);
}
