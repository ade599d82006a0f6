using Npgsql;
using NpgsqlTypes;
using Quittance.Domain.Accounting;
using Quittance.Domain.Intake;
using Quittance.Server.Storage;

namespace Quittance.Server.Jobs;

/// <summary>Work that a session asks for, to be done after its commit. One job of a kind for a subject waits at a time.</summary>
internal static class JobQueue
{
    /// <summary>Asks for a job; if the same waits already, the earlier time holds. One that runs right now runs once more afterwards.</summary>
    public static Task AddJobAsync(this TenantSession session, string kind, Guid subject, DateTimeOffset dueAt, DateTimeOffset now, CancellationToken cancel) =>
        session.AddJobsAsync(kind, [subject], null, dueAt, now, cancel);

    /// <summary>Asks for a job that works for an invoice connection.</summary>
    /// <inheritdoc cref="AddJobsAsync"/>
    public static Task AddJobAsync(
        this TenantSession session, string kind, Guid subject, InvoiceConnectionId source, DateTimeOffset dueAt, DateTimeOffset now, CancellationToken cancel) =>
        session.AddJobsAsync(kind, [subject], source, dueAt, now, cancel);

    /// <summary>Asks for a job that works for an accounting connection.</summary>
    /// <inheritdoc cref="AddJobsAsync(TenantSession, string, IReadOnlyList{Guid}, InvoiceConnectionId?, DateTimeOffset, DateTimeOffset, CancellationToken)"/>
    public static Task AddJobAsync(
        this TenantSession session, string kind, Guid subject, AccountingConnectionId source, DateTimeOffset dueAt, DateTimeOffset now, CancellationToken cancel) =>
        session.AddJobsOfAsync(kind, [subject], source.Value, dueAt, now, cancel);

    /// <summary>Asks for a job for each of many subjects, in their order.</summary>
    /// <param name="source">Whom they work for: sources take turns, however many jobs each has. Null for the organization itself.</param>
    public static Task AddJobsAsync(
        this TenantSession session, string kind, IReadOnlyList<Guid> subjects, InvoiceConnectionId? source, DateTimeOffset dueAt, DateTimeOffset now, CancellationToken cancel) =>
        session.AddJobsOfAsync(kind, subjects, source?.Value, dueAt, now, cancel);

    private static Task AddJobsOfAsync(
        this TenantSession session, string kind, IReadOnlyList<Guid> subjects, Guid? source, DateTimeOffset dueAt, DateTimeOffset now, CancellationToken cancel) =>
        session.Sql(
            """
            insert into jobs (organization_id, id, kind, lane, subject_id, source_id, due_at, created_at)
            select $1, n.id, $2, $3, n.subject, $7, $6, $8
            from unnest($4::uuid[], $5::uuid[]) as n (id, subject)
            on conflict (organization_id, kind, subject_id) where given_up_at is null
            do update set
                due_at = case when jobs.leased_until > $8 then jobs.due_at else least(jobs.due_at, excluded.due_at) end,
                asked_at = case when jobs.leased_until > $8 then least(jobs.asked_at, excluded.due_at) end
            """,
            kind,
            Words.Of(JobLanes.Of(kind)),
            subjects.Select(_ => Guid.CreateVersion7(now)).ToArray(),
            subjects.ToArray(),
            dueAt,
            new NpgsqlParameter { Value = (object?)source ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid },
            now).ExecuteAsync(cancel);

    /// <summary>Calls off a job that waits.</summary>
    public static Task DropJobAsync(this TenantSession session, string kind, Guid subject, CancellationToken cancel) =>
        session.DropJobsAsync(kind, [subject], cancel);

    /// <summary>Calls off jobs that wait.</summary>
    public static Task DropJobsAsync(this TenantSession session, string kind, IReadOnlyList<Guid> subjects, CancellationToken cancel) => session.Sql(
        "delete from jobs where organization_id = $1 and kind = $2 and subject_id = any ($3) and given_up_at is null", kind, subjects.ToArray()).ExecuteAsync(cancel);
}

/// <summary>A job that was taken; its lease is this attempt.</summary>
internal sealed record Job(OrganizationId Organization, Guid Id, string Kind, Guid SubjectId, int Attempts, int Failures)
{
    /// <summary>Whom it works for: an invoice connection, or else its organization.</summary>
    public Guid SourceId { get; init; } = Organization.Value;
}

/// <summary>What became of an attempt.</summary>
internal abstract record JobResult
{
    private JobResult()
    {
    }

    /// <summary>The job has done its work and committed it, its own row included.</summary>
    internal sealed record Done : JobResult;

    /// <summary>To be tried again at <paramref name="At"/>; not a failure.</summary>
    internal sealed record Later(DateTimeOffset At) : JobResult;

    /// <summary>It went wrong and is tried again at <paramref name="RetryAt"/>.</summary>
    internal sealed record Failed(DateTimeOffset RetryAt, string Reason) : JobResult;

    /// <summary>It cannot succeed; <paramref name="Reason"/> is shown to the operator.</summary>
    internal sealed record GiveUp(string Reason) : JobResult;
}
