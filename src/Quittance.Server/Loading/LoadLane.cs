using Npgsql;
using Quittance.Domain.Payments;
using Quittance.Server.Jobs;
using Quittance.Server.Payments;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Loading;

/// <summary>Loads the transactions of some payers, chunk by chunk in the order of time, each in a commit of its own.</summary>
/// <remarks>Payers are in one lane each, so lanes do not wait for each other's heads.</remarks>
internal sealed class LoadLane(
    NpgsqlDataSource owner, Caller caller, IReadOnlyList<LoadingPayer> payers, DateTimeOffset from, DateTimeOffset until, int chunkSize, SecretBox secrets,
    TimeProvider clock)
{
    /// <summary>The last of so many parts of the whole time is so recent that much of it is still under way.</summary>
    private const int FreshPart = 240;

    /// <summary>How long after the load the rail is asked about what is under way: nothing moves while something is measured.</summary>
    private static readonly TimeSpan AskedAfter = TimeSpan.FromDays(365);

    private readonly LoadTables _tables = new(caller.Organization.Value);

    public async Task RunAsync(LoadProgress progress, CancellationToken cancel)
    {
        var wanted = payers.Sum(payer => payer.Wanted);
        var chunks = (wanted + chunkSize - 1) / chunkSize;
        for (var chunk = 0L; chunk < chunks; chunk++)
        {
            var times = TimesOf(chunk, chunks);
            progress.Done(times.Count, await Retrying.RunAsync(() => WriteAsync(times, cancel)));
        }
    }

    // A slice of the whole time, in which every payer has its part of what it is to get.
    private List<(DateTimeOffset At, LoadingPayer Payer)> TimesOf(long chunk, long chunks)
    {
        var length = (long)(until - from).TotalMilliseconds;
        var (begin, end) = (length * chunk / chunks, length * (chunk + 1) / chunks);
        var times = new List<(DateTimeOffset, LoadingPayer)>();
        foreach (var payer in payers)
        {
            for (var left = (payer.Wanted * (chunk + 1) / chunks) - (payer.Wanted * chunk / chunks); left > 0; left--)
            {
                times.Add((from.AddMilliseconds(begin + payer.Dice.Below(Math.Max(1, end - begin))), payer));
            }
        }

        times.Sort((one, other) => (one.Item1, one.Item2.Payer.Number).CompareTo((other.Item1, other.Item2.Payer.Number)));
        return times;
    }

    private async Task<long> WriteAsync(List<(DateTimeOffset At, LoadingPayer Payer)> times, CancellationToken cancel)
    {
        await using var session = await LoadSession.OpenAsync(owner, caller.Organization, secrets, clock, cancel);
        var due = times.Select(time => time.Payer).Distinct().ToDictionary(payer => payer.Payer.Id);
        await HoldAsync(session.Session, due, cancel);

        _tables.Clear();
        var make = new MakeLoadedTransactions(_tables, until, (until - from) / FreshPart);
        foreach (var (at, payer) in times)
        {
            make.Make(payer, at);
        }

        await TuneAsync(session.Session, cancel);
        var rows = await _tables.SendAsync(session.Db, cancel);
        await session.Session.Sql("select set_config('session_replication_role', 'origin', true) where current_setting('is_superuser') = 'on'").ExecuteAsync(cancel);
        await LetGoAsync(session.Session, due.Values, cancel);
        await session.Session.AddJobsAsync(FollowTransactions.JobKind, make.UnderWay, null, until + AskedAfter, until, cancel);
        foreach (var wallet in make.Wallets)
        {
            session.Session.Parties.Changed(wallet);
        }

        session.Session.Audit.Add(caller.Actor, "transactions.loaded", $"{caller.Organization}", null, new { transactions = times.Count });
        await session.Session.CommitAsync(cancel);
        return rows;
    }

    // Bank accounts before heads, as by whoever begins a transaction (Payments/BeginTransaction.cs).
    private static async Task HoldAsync(TenantSession session, Dictionary<Guid, LoadingPayer> due, CancellationToken cancel)
    {
        var accounts = due.Values.ToDictionary(payer => payer.Payer.Methods[PaymentMethodKind.BankAccount]);
        await using (var command = session.Sql(
            """
            select id, coalesce(next_check_number, (details -> 'checkOptions' ->> 'initialCheckNumber')::int, $3)
            from payment_methods
            where organization_id = $1 and id = any ($2)
            order by id
            for no key update
            """,
            accounts.Keys.ToArray(), CheckOptions.FirstNumber))
        {
            await using var row = await command.ExecuteReaderAsync(cancel);
            while (await row.ReadAsync(cancel))
            {
                accounts[row.GetGuid(0)].NextCheck = row.GetInt32(1);
            }
        }

        await using var heads = session.Sql(
            "select payer_id, last_seq, last_id, last_change from transaction_heads where organization_id = $1 and payer_id = any ($2) order by payer_id for update",
            due.Keys.ToArray());
        await using var head = await heads.ExecuteReaderAsync(cancel);
        while (await head.ReadAsync(cancel))
        {
            due[head.GetGuid(0)].Take(head.GetInt64(1), head.GetGuid(2), head.GetInt64(3));
        }
    }

    // What the rows name is held (HoldLoadedNetwork.cs) or stands in the same chunk. So where the owner may leave them out, the
    // triggers of foreign keys, which look for each name in each row, are; that is a third of the database's work.
    private static async Task TuneAsync(TenantSession session, CancellationToken cancel) => await session.Sql(
        """
        select set_config('synchronous_commit', 'off', true) -- The load's last commit waits for all of them.
        union all
        select set_config('session_replication_role', 'replica', true) where current_setting('is_superuser') = 'on'
        union all
        select set_config('wal_compression', 'lz4', true)
        from pg_settings
        where name = 'wal_compression' and setting <> 'off' and 'lz4' = any (enumvals) and current_setting('is_superuser') = 'on'
        """).ExecuteAsync(cancel);

    private static async Task LetGoAsync(TenantSession session, IReadOnlyCollection<LoadingPayer> due, CancellationToken cancel)
    {
        await session.Sql(
            """
            update transaction_heads h
            set last_seq = n.last_seq, last_id = n.last_id, last_change = n.last_change
            from unnest($2::uuid[], $3::bigint[], $4::uuid[], $5::bigint[]) as n (payer_id, last_seq, last_id, last_change)
            where h.organization_id = $1 and h.payer_id = n.payer_id
            """,
            due.Select(payer => payer.Payer.Id).ToArray(),
            due.Select(payer => payer.Seq).ToArray(),
            due.Select(payer => payer.LastId).ToArray(),
            due.Select(payer => payer.Change + 1).ToArray()).ExecuteAsync(cancel);
        await session.Sql(
            """
            update payment_methods m
            set next_check_number = n.next_check_number
            from unnest($2::uuid[], $3::int[]) as n (id, next_check_number)
            where m.organization_id = $1 and m.id = n.id and m.next_check_number is distinct from n.next_check_number
            """,
            due.Select(payer => payer.Payer.Methods[PaymentMethodKind.BankAccount]).ToArray(),
            due.Select(payer => payer.NextCheck).ToArray()).ExecuteAsync(cancel);
    }
}
