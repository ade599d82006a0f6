using Quittance.Server.Accounting;
using Quittance.Server.Intake;
using Quittance.Server.Payments;
using Quittance.Server.Searching;
using Quittance.Server.Subscribers;

namespace Quittance.Server.Jobs;

/// <summary>Jobs of one lane never wait for those of another: a provider that hangs holds up no payment.</summary>
internal enum JobLane
{
    /// <summary>Money. One after the other, so that nothing competes with it for the database.</summary>
    Payments,

    /// <summary>Work on what was delivered; needs the processor and the database.</summary>
    Intake,

    /// <summary>Calls to invoice providers; mostly waiting for them.</summary>
    Providers,

    /// <summary>Calls to accounting systems; mostly waiting for them.</summary>
    Accounting,

    /// <summary>Calls to subscribers; mostly waiting for them.</summary>
    Subscribers,
}

internal static class JobLanes
{
    /// <summary>How many jobs of a lane one server runs at once.</summary>
    public static int AtOnce(JobLane lane) => lane switch
    {
        JobLane.Payments => 1,
        JobLane.Intake => Environment.ProcessorCount,
        JobLane.Providers => 64,
        JobLane.Accounting or JobLane.Subscribers => 32,
    };

    /// <summary>How many of these may work for one source at once, so that an outside system that hangs leaves room for all others.</summary>
    public static int AtOnceOfOneSource(JobLane lane) =>
        lane is JobLane.Providers or JobLane.Accounting or JobLane.Subscribers ? AtOnce(lane) / 4 : AtOnce(lane);

    /// <summary>The lane of a kind of job.</summary>
    public static JobLane Of(string kind) => kind switch
    {
        StartPayments.JobKind or FollowTransactions.JobKind => JobLane.Payments,
        ProcessWebhooks.JobKind or MatchDocuments.JobKind or BuildDocuments.JobKind => JobLane.Intake,
        PollInvoiceConnections.JobKind or FetchBills.JobKind or CollectBills.JobKind or SendBillStatuses.JobKind => JobLane.Providers,
        SyncJob.Kind or RevokeAccounting.JobKind => JobLane.Accounting,
        DeliverNotices.JobKind => JobLane.Subscribers,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "This kind of job has no lane."),
    };
}
