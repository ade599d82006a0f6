using Quittance.Server.Jobs;

namespace Quittance.Server.Payments;

/// <summary>Starts a payment order whose day has come: makes its transaction and asks the rail.</summary>
internal sealed class StartPayments(TimeProvider clock)
{
    public const string JobKind = "start_payment";

    public Task<JobResult> RunAsync(Job job, CancellationToken cancel) => Task.FromResult<JobResult>(new JobResult.GiveUp($"not built at {clock.GetUtcNow()}"));
}
