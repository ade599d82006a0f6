using Quittance.Server.Accounting;
using Quittance.Server.Intake;
using Quittance.Server.Payments;
using Quittance.Server.Searching;
using Quittance.Server.Subscribers;

namespace Quittance.Server.Jobs;

/// <summary>Which operation runs a job of which kind. A new kind is one more line here and one in <see cref="JobLanes.Of"/>.</summary>
internal sealed class JobKinds(
    StartPayments startPayments, FollowTransactions followTransactions, PollInvoiceConnections poll, FetchBills fetch, CollectBills collect,
    ProcessWebhooks processWebhooks, MatchDocuments match, SendBillStatuses sendStatuses, SyncAccounting syncAccounting, RevokeAccounting revokeAccounting,
    DeliverNotices deliver, BuildDocuments build)
{
    /// <summary>Whether a job of this kind is tried for as long as it fails.</summary>
    /// <remarks>A schedule must not end because of a bad day, documents may not stay missing, and money under way may not be forgotten.</remarks>
    public static bool IsForEver(string kind) =>
        kind is PollInvoiceConnections.JobKind or SyncJob.Kind or BuildDocuments.JobKind or FollowTransactions.JobKind;

    public Task<JobResult> RunAsync(Job job, CancellationToken cancel) => job.Kind switch
    {
        StartPayments.JobKind => startPayments.RunAsync(job, cancel),
        FollowTransactions.JobKind => followTransactions.RunAsync(job, cancel),
        PollInvoiceConnections.JobKind => poll.RunAsync(job, cancel),
        FetchBills.JobKind => fetch.RunAsync(job, cancel),
        CollectBills.JobKind => collect.RunAsync(job, cancel),
        ProcessWebhooks.JobKind => processWebhooks.RunAsync(job, cancel),
        MatchDocuments.JobKind => match.RunAsync(job, cancel),
        DeliverNotices.JobKind => deliver.RunAsync(job, cancel),
        SendBillStatuses.JobKind => sendStatuses.RunAsync(job, cancel),
        RevokeAccounting.JobKind => revokeAccounting.RunAsync(job, cancel),
        BuildDocuments.JobKind => build.RunAsync(job, cancel),
        SyncJob.Kind => syncAccounting.RunAsync(job, cancel),
        _ => Task.FromResult<JobResult>(new JobResult.GiveUp($"No job is called {job.Kind}.")),
    };
}
