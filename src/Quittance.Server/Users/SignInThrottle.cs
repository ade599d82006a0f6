using System.Net;
using System.Net.Sockets;
using Npgsql;
using Quittance.Domain;
using Quittance.Server.Security;

namespace Quittance.Server.Users;

/// <summary>Makes guessing passwords slow: for each e-mail address and for each remote address, over all processes of the server.</summary>
/// <remarks>
/// A try is counted before its password is looked at, so that many tries at once are no way around the wait; a correct
/// password takes its count back. A try that is refused here counts nothing, so whoever waits as told gets through.
/// </remarks>
internal sealed class SignInThrottle(NpgsqlDataSource source, TimeProvider clock)
{
    /// <summary>Wrong passwords for one e-mail address before waiting begins.</summary>
    public const int FreeTriesPerEmail = 5;

    /// <summary>Wrong passwords from one remote address before waiting begins; an office may share one.</summary>
    public const int FreeTriesPerRemote = 30;

    /// <summary>The first wait; each further failure doubles it.</summary>
    public static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(10);

    /// <summary>The longest wait. Longer ones would let a stranger keep someone out.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(5);

    /// <summary>After how long without a failure all is forgotten.</summary>
    public static readonly TimeSpan Memory = TimeSpan.FromHours(1);

    private const int ForgottenAtOnce = 1000;

    // $3: tries before waiting begins, $4: the first wait, $5: the longest.
    private const string Wait = "least($5, $4 * power(2, least(a.failures - $3, 20)))";

    /// <summary>Counts a try, or refuses it with the time to wait.</summary>
    public async Task CountAsync(string email, IPAddress? remote, CancellationToken cancel)
    {
        await using var db = await source.OpenConnectionAsync(cancel);
        await using var both = await db.BeginTransactionAsync(cancel);
        // Always the remote address first: two tries that share both then cannot wait for each other in a circle.
        await CountAsync(db, KeyOf(remote), FreeTriesPerRemote, cancel);
        await CountAsync(db, KeyOf(email), FreeTriesPerEmail, cancel);
        await both.CommitAsync(cancel);
    }

    /// <summary>Takes a try back because its password was right.</summary>
    /// <remarks>
    /// The e-mail address starts afresh. The remote address only loses this one try: otherwise somebody with one account
    /// could wipe out their guesses at all the others by signing in between.
    /// </remarks>
    public async Task ForgiveAsync(string email, IPAddress? remote, CancellationToken cancel)
    {
        await using var batch = source.CreateBatch();
        batch.BatchCommands.Add(new("update gate.sign_in_attempts set failures = greatest(failures - 1, 0) where hash = $1") { Parameters = { Of(KeyOf(remote)) } });
        batch.BatchCommands.Add(new("delete from gate.sign_in_attempts where hash = $1") { Parameters = { Of(KeyOf(email)) } });
        batch.BatchCommands.Add(new(
            """
            delete from gate.sign_in_attempts
            where hash in (
                select hash from gate.sign_in_attempts where last_failure < $1 order by last_failure limit $2 for update skip locked)
            """)
        {
            Parameters = { Of(clock.GetUtcNow() - Memory), Of(ForgottenAtOnce) },
        });
        await batch.ExecuteNonQueryAsync(cancel);
    }

    private async Task CountAsync(NpgsqlConnection db, byte[] key, int freeTries, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        await using var count = new NpgsqlCommand(
            $"""
            insert into gate.sign_in_attempts as a (hash, failures, last_failure)
            values ($1, 1, $2)
            on conflict (hash) do update
            set failures = case when a.last_failure < $6 then 1 else a.failures + 1 end, last_failure = $2
            where a.failures < $3 or a.last_failure + {Wait} <= $2
            """,
            db)
        {
            Parameters = { Of(key), Of(now), Of(freeTries), Of(FirstWait), Of(LongestWait), Of(now - Memory) },
        };
        if (await count.ExecuteNonQueryAsync(cancel) == 0)
        {
            throw new RefusedException(Refusal.TooManyAttempts, "Too many tries with wrong passwords. Try again later, as Retry-After says.")
            {
                RetryAfter = await RestAsync(db, key, now, freeTries, cancel),
            };
        }
    }

    private static async Task<TimeSpan> RestAsync(NpgsqlConnection db, byte[] key, DateTimeOffset now, int freeTries, CancellationToken cancel)
    {
        await using var rest = new NpgsqlCommand($"select a.last_failure + {Wait} - $2 from gate.sign_in_attempts a where a.hash = $1", db)
        {
            Parameters = { Of(key), Of(now), Of(freeTries), Of(FirstWait), Of(LongestWait) },
        };
        return await rest.ExecuteScalarAsync(cancel) is TimeSpan wait && wait > TimeSpan.Zero ? wait : TimeSpan.FromSeconds(1);
    }

    private static byte[] KeyOf(string email) => Token.HashOf($"email {Email.Normalize(email)}");

    private static byte[] KeyOf(IPAddress? remote) => Token.HashOf($"remote {NetworkOf(remote)}");

    // Whoever has an IPv6 address has at least its /64 (RFC 6177), so the rest of it tells nobody apart.
    private static string NetworkOf(IPAddress? remote) => remote switch
    {
        null => "unknown",
        { IsIPv4MappedToIPv6: true } => remote.MapToIPv4().ToString(),
        { AddressFamily: AddressFamily.InterNetworkV6 } => Convert.ToHexString(remote.GetAddressBytes(), 0, 8),
        _ => remote.ToString(),
    };

    private static NpgsqlParameter Of(object value) => new() { Value = value };
}
