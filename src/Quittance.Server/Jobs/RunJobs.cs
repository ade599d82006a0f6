using Npgsql;
using Quittance.Server.Storage;

namespace Quittance.Server.Jobs;

/// <summary>Takes due jobs and runs them, each lane at its own pace. Any number of servers may do so side by side.</summary>
internal sealed partial class RunJobs(NpgsqlDataSource source, Database database, JobKinds kinds, TimeProvider clock, ILogger<RunJobs> log) : BackgroundService
{
    private const int BatchSize = 20;
    private const int FailuresMax = 25;

    /// <summary>How long a job is this server's alone. Jobs that call outside give up sooner.</summary>
    internal static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan DelayMax = TimeSpan.FromHours(1);

    /// <summary>Takes one batch of every lane and runs it, one job after the other. Tests call this and never wait for the timer.</summary>
    /// <param name="organization">Only this organization's jobs; null means anybody's.</param>
    /// <returns>How many jobs were taken.</returns>
    internal async Task<int> RunOnceAsync(OrganizationId? organization, CancellationToken cancel)
    {
        var taken = 0;
        foreach (var lane in Enum.GetValues<JobLane>())
        {
            var jobs = await TakeAsync(lane, BatchSize, organization, [], cancel);
            taken += jobs.Count;
            foreach (var job in jobs)
            {
                await RunAsync(job, cancel);
            }
        }

        return taken;
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(Enum.GetValues<JobLane>().Select(lane => RunLaneAsync(lane, stoppingToken)));

    /// <summary>Keeps a lane busy: as many jobs at once as it may have, each replaced as it ends.</summary>
    private async Task RunLaneAsync(JobLane lane, CancellationToken stop)
    {
        using var timer = new PeriodicTimer(Pause, clock);
        var running = new List<(Job Job, Task Run)>();
        try
        {
            var tick = timer.WaitForNextTickAsync(stop).AsTask();
            while (true)
            {
                while (await TakeUpAsync(lane, running, stop))
                {
                    // There may be more for the places that are left.
                }

                await Task.WhenAny([tick, .. running.Select(job => job.Run)]);
                if (tick.IsCompleted)
                {
                    await tick;
                    tick = timer.WaitForNextTickAsync(stop).AsTask();
                }
            }
        }
        finally
        {
            await Task.WhenAll(running.Select(job => job.Run)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing); // They end by the same token.
        }
    }

    /// <returns>Whether the lane has room and was given as many jobs as it asked for.</returns>
    private async Task<bool> TakeUpAsync(JobLane lane, List<(Job Job, Task Run)> running, CancellationToken stop)
    {
        running.RemoveAll(job => job.Run.IsCompleted);
        var free = Math.Min(JobLanes.AtOnce(lane) - running.Count, BatchSize);
        if (free == 0)
        {
            return false;
        }

        try
        {
            var jobs = await TakeAsync(lane, free, null, [.. running.Select(job => job.Job.SourceId)], stop);
            running.AddRange(jobs.Select(job => (job, RunSafelyAsync(job, stop))));
            return jobs.Count == free;
        }
        catch (NpgsqlException failure)
        {
            LogTickFailed(log, failure); // Nothing is lost: the rows are due again at a later tick.
            return false;
        }
    }

    private async Task RunSafelyAsync(Job job, CancellationToken stop)
    {
        try
        {
            await RunAsync(job, stop);
        }
        catch (NpgsqlException failure)
        {
            LogTickFailed(log, failure); // Its lease ends, and it is taken again.
        }
    }

    /// <param name="busy">The sources of the jobs that run already.</param>
    private async Task<List<Job>> TakeAsync(JobLane lane, int most, OrganizationId? organization, Guid[] busy, CancellationToken cancel)
    {
        await using var command = source.CreateCommand(
            "select organization_id, id, kind, subject_id, attempts, failures, source_id from gate.take_jobs($1, $2, $3, $4, $5, $6, $7)");
        command.Parameters.Add(new() { Value = Words.Of(lane) });
        command.Parameters.Add(new() { Value = clock.GetUtcNow() });
        command.Parameters.Add(new() { Value = Lease });
        command.Parameters.Add(new() { Value = most });
        command.Parameters.Add(new() { Value = (object?)organization?.Value ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Uuid });
        command.Parameters.Add(new() { Value = JobLanes.AtOnceOfOneSource(lane) });
        command.Parameters.Add(new() { Value = busy });
        await using var row = await command.ExecuteReaderAsync(cancel);
        var jobs = new List<Job>();
        while (await row.ReadAsync(cancel))
        {
            jobs.Add(new Job(new OrganizationId(row.GetGuid(0)), row.GetGuid(1), row.GetString(2), row.GetGuid(3), row.GetInt32(4), row.GetInt32(5)) { SourceId = row.GetGuid(6) });
        }

        return jobs;
    }

    private async Task RunAsync(Job job, CancellationToken cancel)
    {
        JobResult result;
        try
        {
            result = await kinds.RunAsync(job, cancel);
        }
#pragma warning disable CA1031 // The job loop: whatever a job throws is told, and the job is tried again later.
        catch (Exception failure) when (failure is not OperationCanceledException)
#pragma warning restore CA1031
        {
            LogJobFailed(log, job.Kind, job.SubjectId, job.Attempts, failure);
            result = job.Failures + 1 < FailuresMax || JobKinds.IsForEver(job.Kind)
                ? new JobResult.Failed(clock.GetUtcNow() + BackOff(job.Failures), failure.GetType().Name)
                : new JobResult.GiveUp(failure.GetType().Name);
        }

        await SettleAsync(job, result, cancel);
    }

    private static TimeSpan BackOff(int failures) =>
        TimeSpan.FromSeconds(Math.Min(DelayMax.TotalSeconds, Math.Pow(2, Math.Min(failures + 1, 20))));

    private async Task SettleAsync(Job job, JobResult result, CancellationToken cancel)
    {
        if (result is JobResult.Done)
        {
            return;
        }

        await using var session = await database.OpenAsync(job.Organization, cancel);
        var update = result switch
        {
            JobResult.Later later => session.Sql(
                """
                update jobs set due_at = least($3, asked_at), asked_at = null, leased_until = null, failures = 0, last_error = null
                where organization_id = $1 and id = $2 and attempts = $4
                """,
                job.Id, later.At, job.Attempts),
            JobResult.Failed failed => session.Sql(
                """
                update jobs set due_at = least($3, asked_at), asked_at = null, leased_until = null, failures = failures + 1, last_error = $5
                where organization_id = $1 and id = $2 and attempts = $4
                """,
                job.Id, failed.RetryAt, job.Attempts, failed.Reason),
            JobResult.GiveUp giveUp => session.Sql(
                "update jobs set given_up_at = $3, last_error = $5 where organization_id = $1 and id = $2 and attempts = $4",
                job.Id, clock.GetUtcNow(), job.Attempts, giveUp.Reason),
            _ => throw new InvalidOperationException($"{result} is no job result."),
        };
        await update.ExecuteAsync(cancel);
        await session.CommitAsync(cancel);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The job loop could not reach the database and goes on")]
    private static partial void LogTickFailed(ILogger log, Exception failure);

    [LoggerMessage(Level = LogLevel.Error, Message = "Job {Kind} of {Subject} failed at attempt {Attempt}")]
    private static partial void LogJobFailed(ILogger log, string kind, Guid subject, int attempt, Exception failure);
}
