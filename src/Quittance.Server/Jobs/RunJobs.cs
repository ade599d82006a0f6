using Npgsql;
using Quittance.Server.Payments;
using Quittance.Server.Storage;

namespace Quittance.Server.Jobs;

/// <summary>Takes due jobs and runs them. Any number of servers may do so side by side.</summary>
internal sealed partial class RunJobs(
    NpgsqlDataSource source, Database database, StartPayments startPayments, FollowTransactions followTransactions, TimeProvider clock, ILogger<RunJobs> log)
    : BackgroundService
{
    private const int BatchSize = 20;
    private const int FailuresMax = 25;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan DelayMax = TimeSpan.FromHours(1);

    /// <summary>Takes one batch and runs it. Tests call this and never wait for the timer.</summary>
    /// <param name="organization">Only this organization's jobs; null means anybody's.</param>
    /// <returns>How many jobs were taken.</returns>
    internal async Task<int> RunOnceAsync(OrganizationId? organization, CancellationToken cancel)
    {
        var jobs = await TakeAsync(organization, cancel);
        foreach (var job in jobs)
        {
            await RunAsync(job, cancel);
        }

        return jobs.Count;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause, clock);
        do
        {
            try
            {
                while (await RunOnceAsync(null, stoppingToken) == BatchSize)
                {
                    // A full batch means that more is due already.
                }
            }
            catch (NpgsqlException failure)
            {
                LogTickFailed(log, failure); // Nothing is lost: the rows are due again at a later tick.
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task<List<Job>> TakeAsync(OrganizationId? organization, CancellationToken cancel)
    {
        await using var command = source.CreateCommand("select organization_id, id, kind, subject_id, attempts, failures from gate.take_jobs($1, $2, $3, $4)");
        command.Parameters.Add(new() { Value = clock.GetUtcNow() });
        command.Parameters.Add(new() { Value = Lease });
        command.Parameters.Add(new() { Value = BatchSize });
        command.Parameters.Add(new() { Value = (object?)organization?.Value ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Uuid });
        await using var row = await command.ExecuteReaderAsync(cancel);
        var jobs = new List<Job>();
        while (await row.ReadAsync(cancel))
        {
            jobs.Add(new Job(new OrganizationId(row.GetGuid(0)), row.GetGuid(1), row.GetString(2), row.GetGuid(3), row.GetInt32(4), row.GetInt32(5)));
        }

        return jobs;
    }

    private async Task RunAsync(Job job, CancellationToken cancel)
    {
        JobResult result;
        try
        {
            result = job.Kind switch
            {
                StartPayments.JobKind => await startPayments.RunAsync(job, cancel),
                FollowTransactions.JobKind => await followTransactions.RunAsync(job, cancel),
                _ => new JobResult.GiveUp($"No job is called {job.Kind}."),
            };
        }
#pragma warning disable CA1031 // The job loop: whatever a job throws is told, and the job is tried again later.
        catch (Exception failure) when (failure is not OperationCanceledException)
#pragma warning restore CA1031
        {
            LogJobFailed(log, job.Kind, job.SubjectId, job.Attempts, failure);
            result = job.Failures + 1 < FailuresMax
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
                "update jobs set due_at = $3, failures = 0, last_error = null where organization_id = $1 and id = $2 and attempts = $4",
                job.Id, later.At, job.Attempts),
            JobResult.Failed failed => session.Sql(
                "update jobs set due_at = $3, failures = failures + 1, last_error = $5 where organization_id = $1 and id = $2 and attempts = $4",
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
