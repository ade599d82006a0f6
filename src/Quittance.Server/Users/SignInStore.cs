using Quittance.Server.Storage;

namespace Quittance.Server.Users;

/// <summary>The table <c>sessions</c> (who is signed in) and its entries in the gate's directory.</summary>
internal readonly struct SignInStore(TenantSession session)
{
    public async Task AddAsync(UserId user, byte[] hash, DateTimeOffset now, DateTimeOffset expiresAt, CancellationToken cancel)
    {
        var id = Guid.CreateVersion7(now);
        await session.Sql(
            "insert into sessions (organization_id, id, user_id, hash, created_at, expires_at) values ($1, $2, $3, $4, $5, $6)",
            id, user.Value, hash, now, expiresAt).ExecuteAsync(cancel);
        await session.Users.EnterAsync("session", hash, id, cancel);
    }

    /// <summary>Ends one session.</summary>
    /// <returns>Whose it was; null if it had ended already.</returns>
    public async Task<Member?> EndAsync(Guid id, CancellationToken cancel)
    {
        await session.Users.LeaveAsync("session", id, cancel);
        await using var command = session.Sql("delete from sessions where organization_id = $1 and id = $2 returning user_id", id);
        return await command.ExecuteScalarAsync(cancel) is Guid user ? await session.Users.FindAsync(new UserId(user), null, cancel) : null;
    }

    /// <summary>Ends a person's sessions, but for the one that asks.</summary>
    /// <param name="keptHash">The SHA-256 of the one to keep; null ends all.</param>
    public Task EndAllAsync(UserId user, byte[]? keptHash, CancellationToken cancel) => session.Sql(
        """
        with ended as (
            delete from sessions
            where organization_id = $1 and user_id = $2 and ($3::bytea is null or hash <> $3)
            returning id)
        select gate.leave('session', id) from ended
        """,
        user.Value, keptHash).ExecuteAsync(cancel);

    public Task RemoveExpiredAsync(DateTimeOffset now, CancellationToken cancel) => session.Sql(
        """
        with ended as (
            delete from sessions
            where organization_id = $1 and expires_at <= $2
            returning id)
        select gate.leave('session', id) from ended
        """,
        now).ExecuteAsync(cancel);
}
