using Quittance.Server.Storage;

namespace Quittance.Server.Jobs;

/// <summary>Work that a session asks for, to be done after its commit. One job of a kind for a subject waits at a time.</summary>
internal static class JobQueue
{
    /// <summary>Asks for a job; if the same waits already, the earlier time holds.</summary>
    public static Task AddJobAsync(this TenantSession session, string kind, Guid subject, DateTimeOffset dueAt, DateTimeOffset now, CancellationToken cancel) =>
        session.Sql(
            """
            insert into jobs (organization_id, id, kind, subject_id, due_at, created_at)
            values ($1, $2, $3, $4, $5, $6)
            on conflict (organization_id, kind, subject_id) where given_up_at is null
            do update set due_at = least(jobs.due_at, excluded.due_at)
            """,
            Guid.CreateVersion7(now), kind, subject, dueAt, now).ExecuteAsync(cancel);

    /// <summary>Calls off a job that waits.</summary>
    public static Task DropJobAsync(this TenantSession session, string kind, Guid subject, CancellationToken cancel) => session.Sql("delete from jobs where organization_id = $1 and kind = $2 and subject_id = $3 and given_up_at is null", kind, subject).ExecuteAsync(cancel);
}

/// <summary>A job that was taken; its lease is this attempt.</summary>
internal sealed record Job(OrganizationId Organization, Guid Id, string Kind, Guid SubjectId, int Attempts, int Failures);

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
