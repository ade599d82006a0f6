using Quittance.Server.Jobs;

namespace Quittance.Server.Payments;

/// <summary>Asks the rail how a transaction stands until it says.</summary>
internal sealed class FollowTransactions(TimeProvider clock)
{
    public const string JobKind = "follow_transaction";

    public Task<JobResult> RunAsync(Job job, CancellationToken cancel) => Task.FromResult<JobResult>(new JobResult.GiveUp($"not built at {clock.GetUtcNow()}"));
}
