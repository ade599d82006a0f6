using Quittance.Domain.Intake;
using Quittance.Server.Jobs;
using Quittance.Server.Storage;

namespace Quittance.Server.Intake;

/// <summary>Takes an imported bill away from a provider that keeps it only until then: moves a file out of the drop folder.</summary>
internal sealed class CollectBills(Database database, InvoiceProviders providers, TimeProvider clock)
{
    public const string JobKind = "collect_bill";

    public async Task<JobResult> RunAsync(Job job, CancellationToken cancel)
    {
        if (await FindAsync(job, cancel) is var (bill, connection, isReadable))
        {
            var (provider, access) = providers.Of(connection.Provider, connection.Access);
            try
            {
                await ((IBillCollector)provider).CollectedAsync(access, bill.ExternalId, bill.Version, isReadable, cancel);
            }
            catch (ProviderException failure)
            {
                return new JobResult.Failed(
                    PollTimes.AfterFailure(clock.GetUtcNow(), job.Failures + 1, failure), InvoiceProviders.MessageOf(failure, connection.Access));
            }
        }

        return await database.EndJobAsync(job, cancel);
    }

    private async Task<(ProviderBill Bill, PolledConnection Connection, bool IsReadable)?> FindAsync(Job job, CancellationToken cancel)
    {
        await using var session = await database.OpenAsync(job.Organization, cancel);
        return await session.ProviderBills.FindAsync(job.SubjectId, cancel) is { Status: ProviderBillStatus.Imported, DocumentId: { } document } bill
            && await session.InvoiceConnections.FindActiveAsync(bill.ConnectionId, cancel) is { } connection
            ? (bill, connection, (await session.Documents.GetAsync(document, cancel)).Outcome != IntakeOutcome.Faulty)
            : null;
    }
}
