using Quittance.Server.Storage;

namespace Quittance.Server.Jobs;

/// <summary>How a job ends its own row in the commit of its effect.</summary>
internal static class JobSteps
{
    /// <summary>Takes the job's row away. Answers false when another server has taken the job over: then nothing may be committed.</summary>
    public static async Task<bool> FinishJobAsync(this TenantSession session, Job job, CancellationToken cancel) => await session.Sql("delete from jobs where organization_id = $1 and id = $2 and attempts = $3", job.Id, job.Attempts).ExecuteAsync(cancel) == 1;
}
