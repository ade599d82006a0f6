using System.Text;
using Npgsql;
using Quittance.Domain;
using Quittance.Server.Storage;

namespace Quittance.Server.Subscribers;

/// <summary>The table <c>webhook_subscriptions</c>. Deleted ones stay without their secret, for the sake of their deliveries.</summary>
internal readonly struct SubscriptionStore(TenantSession session)
{
    private const string Columns = "id, object_type, event_types, url, status, created_at, updated_at";

    /// <summary>Where a secret is sealed: rotation and <c>verify</c> open it by the same name.</summary>
    public static string Place(Guid id) => $"webhook_subscriptions/{id:n}/secret";

    public async Task AddAsync(Subscription subscription, string secret, CancellationToken cancel) => await session.Sql(
        """
        insert into webhook_subscriptions (organization_id, id, object_type, event_types, url, status, created_at, updated_at, secret_sealed)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        """,
        subscription.Id, subscription.ObjectType, subscription.EventTypes.ToArray(), subscription.Url, Words.Of(subscription.Status),
        subscription.CreatedAt, subscription.UpdatedAt, await SealAsync(subscription.Id, secret, cancel)).ExecuteAsync(cancel);

    /// <summary>Reads a subscription and holds its row until the session ends.</summary>
    public Task<Subscription> LockAsync(Guid id, CancellationToken cancel) => OneAsync(
        session.Sql($"select {Columns} from webhook_subscriptions where organization_id = $1 and id = $2 and deleted_at is null for update", id), cancel);

    public Task<Subscription> GetAsync(Guid id, CancellationToken cancel) => OneAsync(
        session.Sql($"select {Columns} from webhook_subscriptions where organization_id = $1 and id = $2 and deleted_at is null", id), cancel);

    public async Task<TokenRows<Subscription>> ListAsync(string? objectType, TimeRange createdAt, TokenPage page, CancellationToken cancel)
    {
        // An organization has few of them: they are sorted as they are found.
        await using var command = session.Sql(
            $"""
            select {Columns}
            from (
                select *, case when $5 = 'updated_at' then updated_at else created_at end as place
                from webhook_subscriptions
                where organization_id = $1 and deleted_at is null and ($2::text is null or object_type = $2)
                    and ($3::timestamptz is null or created_at >= $3) and ($4::timestamptz is null or created_at < $4)) s
            where $7::timestamptz is null or case when $6 then (place, id) < ($7, $8::uuid) else (place, id) > ($7, $8::uuid) end
            order by case when $6 then place end desc, case when $6 then id end desc, place, id
            limit $9
            """,
            objectType, createdAt.From, createdAt.Until, page.Sort, page.ReadsDown, page.FromTime, page.FromId, page.ReadMax);
        return page.Of(await ReadAllAsync(command, cancel));
    }

    public Task UpdateAsync(Subscription changed, CancellationToken cancel) => session.Sql(
        """
        update webhook_subscriptions set object_type = $3, event_types = $4, url = $5, status = $6, updated_at = $7
        where organization_id = $1 and id = $2
        """,
        changed.Id, changed.ObjectType, changed.EventTypes.ToArray(), changed.Url, Words.Of(changed.Status), changed.UpdatedAt).ExecuteAsync(cancel);

    public async Task SetSecretAsync(Guid id, string secret, CancellationToken cancel) => await session.Sql(
        "update webhook_subscriptions set secret_sealed = $3 where organization_id = $1 and id = $2", id, await SealAsync(id, secret, cancel)).ExecuteAsync(cancel);

    public Task DeleteAsync(Guid id, DateTimeOffset now, CancellationToken cancel) => session.Sql(
        "update webhook_subscriptions set deleted_at = $3, secret_sealed = null where organization_id = $1 and id = $2", id, now).ExecuteAsync(cancel);

    public async Task<string> OpenSecretAsync(Guid id, byte[] box, CancellationToken cancel) =>
        Encoding.UTF8.GetString(await session.Secrets.OpenAsync(session, Place(id), box, cancel));

    private Task<byte[]> SealAsync(Guid id, string secret, CancellationToken cancel) => session.Secrets.SealAsync(session, Place(id), Encoding.UTF8.GetBytes(secret), cancel);

    private static async Task<Subscription> OneAsync(NpgsqlCommand command, CancellationToken cancel)
    {
        await using (command)
        {
            return (await ReadAllAsync(command, cancel)).SingleOrDefault() ?? throw new RefusedException(Refusal.NotFound, "There is no such webhook subscription.");
        }
    }

    private static async Task<List<Subscription>> ReadAllAsync(NpgsqlCommand command, CancellationToken cancel)
    {
        await using var row = await command.ExecuteReaderAsync(cancel);
        var subscriptions = new List<Subscription>();
        while (await row.ReadAsync(cancel))
        {
            subscriptions.Add(new Subscription(
                row.GetGuid(0), row.GetString(1), row.GetFieldValue<string[]>(2), row.GetString(3), Words.Read<SubscriptionStatus>(row.GetString(4)),
                row.GetFieldValue<DateTimeOffset>(5), row.GetFieldValue<DateTimeOffset>(6)));
        }

        return subscriptions;
    }
}
