using System.Security.Cryptography;
using System.Text.Json;
using Quittance.Domain;
using Quittance.Server.Security;

namespace Quittance.Server.Storage;

/// <summary>Runs a write once per key: the key, the answer and the effect are committed together or not at all.</summary>
internal sealed class Idempotency(Database database, TimeProvider clock)
{
    /// <summary>How long an answer can be asked for again.</summary>
    public static readonly TimeSpan Retention = TimeSpan.FromDays(7);

    private const byte WithRequest = 1;

    /// <summary>Opens a session for the caller, runs <paramref name="write"/> in it and commits, once per key of the caller.</summary>
    /// <param name="request">Everything that makes this request this request; another one under the same key is refused.</param>
    /// <remarks>Without a key the write simply runs. A refused try leaves its key free.</remarks>
    public async Task<TResponse> OnceAsync<TResponse>(
        Caller caller, object request, Func<TenantSession, Task<TResponse>> write, CancellationToken cancel)
        where TResponse : notnull => await Retrying.RunAsync(() => TryOnceAsync(caller, request, write, cancel));

    /// <summary>Whether the caller's key has its answer already, so that what precedes a write outside of its session is not done again.</summary>
    public static async Task<bool> IsAnsweredAsync(TenantSession session, Caller caller, CancellationToken cancel)
    {
        await using var command = session.Sql(
            "select 1 from idempotency_keys where organization_id = $1 and principal_id = $2 and key = $3", caller.PrincipalId, caller.IdempotencyKey);
        return caller.IdempotencyKey is not null && await command.ExecuteScalarAsync(cancel) is not null;
    }

    private async Task<TResponse> TryOnceAsync<TResponse>(
        Caller caller, object request, Func<TenantSession, Task<TResponse>> write, CancellationToken cancel)
        where TResponse : notnull
    {
        await using var session = await database.OpenAsync(caller.Organization, caller.Businesses, cancel);
        if (caller.IdempotencyKey is not { } key)
        {
            var answer = await write(session);
            await session.CommitAsync(cancel);
            return answer;
        }

        var hash = SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(request, request.GetType(), StoredJson.Options));
        await HoldAsync(session, caller.PrincipalId, key, cancel);
        await ForgetOldAsync(session, caller.PrincipalId, key, cancel);
        if (await FindAsync<TResponse>(session, caller.PrincipalId, key, hash, cancel) is { Found: true, Response: { } earlier })
        {
            return earlier;
        }

        var response = await write(session);
        await RememberAsync(session, caller.PrincipalId, key, hash, response, cancel);
        await session.CommitAsync(cancel);
        return response;
    }

    // Two requests with one key wait for each other here; the second then finds the first one's answer.
    private static Task HoldAsync(TenantSession session, Guid principal, string key, CancellationToken cancel) => session.Sql("select pg_advisory_xact_lock(hashtextextended($1::text || $2::text || $3, 0))", principal, key).ExecuteAsync(cancel);

    // Every use of a key clears some that have had their time, its own first, so that the table stays as small as it is used.
    private Task ForgetOldAsync(TenantSession session, Guid principal, string key, CancellationToken cancel) => session.Sql(
        """
        delete from idempotency_keys
        where (organization_id, principal_id, key) in (
            select organization_id, principal_id, key
            from idempotency_keys
            where organization_id = $1 and created_at < $2
            order by (principal_id = $3 and key = $4) desc
            limit 100
            for update skip locked)
        """,
        clock.GetUtcNow() - Retention, principal, key).ExecuteAsync(cancel);

    private static async Task<(bool Found, TResponse? Response)> FindAsync<TResponse>(
        TenantSession session, Guid principal, string key, byte[] hash, CancellationToken cancel)
    {
        await using var command = session.Sql(
            "select response_sealed from idempotency_keys where organization_id = $1 and principal_id = $2 and key = $3", principal, key);
        if (await command.ExecuteScalarAsync(cancel) is not byte[] box)
        {
            return (false, default);
        }

        var remembered = await session.Secrets.OpenAsync(session, SealedAs(principal, key), box, cancel);
        return (true, JsonSerializer.Deserialize<TResponse>(AnswerTo(hash, remembered).Span, StoredJson.Options));
    }

    // What is remembered is 1 | SHA-256 of the request (32) | answer as JSON. All of it is sealed: a request may hold an account number,
    // which a plain hash of so few digits would give away. Values of before migration secrets are the answer alone, and no JSON begins
    // with the byte 1; they are answered to whoever brings the key again.
    private static ReadOnlyMemory<byte> AnswerTo(byte[] hash, ReadOnlyMemory<byte> remembered)
    {
        if (remembered.Span[0] != WithRequest)
        {
            return remembered;
        }

        return remembered.Span.Slice(1, hash.Length).SequenceEqual(hash)
            ? remembered[(1 + hash.Length)..]
            : throw new RefusedException(Refusal.IdempotencyKeyReused, "The Idempotency-Key was used before with another request. Take a new key.");
    }

    private async Task RememberAsync<TResponse>(
        TenantSession session, Guid principal, string key, byte[] hash, TResponse response, CancellationToken cancel)
    {
        byte[] remembered = [WithRequest, .. hash, .. JsonSerializer.SerializeToUtf8Bytes(response, StoredJson.Options)];
        await session.Sql(
            """
            insert into idempotency_keys (organization_id, principal_id, key, response_sealed, created_at)
            values ($1, $2, $3, $4, $5)
            """,
            principal,
            key,
            await session.Secrets.SealAsync(session, SealedAs(principal, key), remembered, cancel),
            clock.GetUtcNow()).ExecuteAsync(cancel);
    }

    /// <summary>Where an answer is sealed: <c>verify</c> opens it by the same name.</summary>
    internal static string SealedAs(Guid principal, string key) => $"idempotency_keys/{principal:n}/{key}";
}
