using Quittance.Server.Storage;

namespace Quittance.Server.Jobs;

/// <summary>How a job ends its own row in the commit of its effect.</summary>
internal static class JobSteps
{
    /// <summary>Takes the job's row away, or makes it due again if it was asked for meanwhile.</summary>
    /// <returns>False when another server has taken the job over: then nothing may be committed.</returns>
    public static async Task<bool> FinishJobAsync(this TenantSession session, Job job, CancellationToken cancel) =>
        await session.Sql("delete from jobs where organization_id = $1 and id = $2 and attempts = $3 and asked_at is null", job.Id, job.Attempts).ExecuteAsync(cancel) == 1
        || await session.Sql(
            """
            update jobs set due_at = asked_at, asked_at = null, leased_until = null, failures = 0, last_error = null
            where organization_id = $1 and id = $2 and attempts = $3 and asked_at is not null
            """,
            job.Id, job.Attempts).ExecuteAsync(cancel) == 1;

    /// <summary>Ends a job that has nothing (more) to do, in a session of its own.</summary>
    public static async Task<JobResult> EndJobAsync(this Database database, Job job, CancellationToken cancel)
    {
        await using var session = await database.OpenAsync(job.Organization, cancel);
        if (await session.FinishJobAsync(job, cancel))
        {
            await session.CommitAsync(cancel);
        }

        return new JobResult.Done();
    }

    /// <summary>Keeps the job and says when it is due next, in the commit of its effect.</summary>
    /// <returns>False when another server has taken the job over: then nothing may be committed.</returns>
    public static async Task<bool> PutOffJobAsync(this TenantSession session, Job job, DateTimeOffset dueAt, CancellationToken cancel) => await session.Sql(
        """
        update jobs set due_at = least($4, asked_at), asked_at = null, leased_until = null, failures = 0, last_error = null
        where organization_id = $1 and id = $2 and attempts = $3
        """,
        job.Id, job.Attempts, dueAt).ExecuteAsync(cancel) == 1;

    /// <summary>Whether this server still holds the job. Locks its row until the session ends.</summary>
    public static async Task<bool> HoldsJobAsync(this TenantSession session, Job job, CancellationToken cancel)
    {
        await using var command = session.Sql("select 1 from jobs where organization_id = $1 and id = $2 and attempts = $3 for update", job.Id, job.Attempts);
        return await command.ExecuteScalarAsync(cancel) is not null;
    }
}
