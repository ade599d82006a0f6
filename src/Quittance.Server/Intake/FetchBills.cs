using Quittance.Domain.Intake;
using Quittance.Server.Jobs;
using Quittance.Server.Storage;

namespace Quittance.Server.Intake;

/// <summary>Fetches an announced bill from its provider and imports it. The document, its invoice and the end of the job are one commit.</summary>
internal sealed class FetchBills(Database database, InvoiceProviders providers, ImportDocument import, TimeProvider clock)
{
    public const string JobKind = "fetch_bill";

    /// <summary>Tries before a bill is given up that the provider keeps refusing; an outage does not count.</summary>
    private const int TriesMax = 8;

    /// <summary>Less than the job's lease.</summary>
    private static readonly TimeSpan TimeMax = TimeSpan.FromSeconds(90);

    public async Task<JobResult> RunAsync(Job job, CancellationToken cancel)
    {
        if (await FindAsync(job, cancel) is not var (bill, connection))
        {
            return await database.EndJobAsync(job, cancel);
        }

        try
        {
            var (provider, access) = providers.Of(connection.Provider, connection.Access);
            var file = await ProviderCall.WithinAsync(TimeMax, clock, limited => provider.FetchAsync(access, bill.ExternalId, limited), cancel);
            return await ImportAsync(job, bill, connection, file, provider is IBillCollector, cancel);
        }
        catch (ProviderException failure)
        {
            return await TellOfFailureAsync(job, bill, failure, connection.Access, cancel);
        }
    }

    private async Task<JobResult> ImportAsync(
        Job job, ProviderBill bill, PolledConnection connection, ProviderFile file, bool isCollected, CancellationToken cancel)
    {
        var actor = new Actor($"job:{JobKind}");
        var origin = new DocumentOrigin(connection.Provider, connection.Id, bill.ExternalId);
        var documents = DeliveredDocument.Unpack(file.FileName, file.Content, file.Stated, origin)
            .Select(document => document with { IsSettled = file.IsSettled })
            .Select(document => (Document: document, Reading: document.Read()))
            .ToList();

        await using var session = await database.OpenAsync(job.Organization, cancel);
        if (!await session.InvoiceConnections.HoldActiveAsync(connection.Id, cancel) || !await session.HoldsJobAsync(job, cancel))
        {
            return new JobResult.Done(); // Deleted meanwhile, or another server's: what was fetched is not ours to keep.
        }

        IntakeDocumentId? first = null;
        foreach (var (document, reading) in documents)
        {
            var result = await import.TakeInAsync(session, actor, connection.BusinessId, document, reading, cancel);
            first ??= result.DocumentId;
        }

        var now = clock.GetUtcNow();
        await session.ProviderBills.SetImportedAsync(bill, first, now, cancel);
        if (isCollected)
        {
            await session.AddJobAsync(CollectBills.JobKind, bill.Id, connection.Id, now, now, cancel);
        }

        await session.FinishJobAsync(job, cancel);
        await session.CommitAsync(cancel);
        return new JobResult.Done();
    }

    private async Task<JobResult> TellOfFailureAsync(Job job, ProviderBill bill, ProviderException failure, ProviderAccess access, CancellationToken cancel)
    {
        var message = InvoiceProviders.MessageOf(failure, access);
        var now = clock.GetUtcNow();
        var status = StatusAfter(failure.Fault, job.Failures + 1);
        await using (var session = await database.OpenAsync(job.Organization, cancel))
        {
            if (!await session.HoldsJobAsync(job, cancel))
            {
                return new JobResult.Done(); // Another server's: it may have the bill by now.
            }

            await session.ProviderBills.SetErrorAsync(bill, status, message, now, cancel);
            if (status != ProviderBillStatus.Announced)
            {
                session.Events.Add("provider_bill.failed", bill.Id, new { id = bill.Id, bill.ExternalId, Status = status, message });
                await session.FinishJobAsync(job, cancel);
            }

            await session.CommitAsync(cancel);
        }

        return status == ProviderBillStatus.Announced
            ? new JobResult.Failed(PollTimes.AfterFailure(now, job.Failures + 1, failure), message)
            : new JobResult.Done();
    }

    // Outages pass, and a key can be put right: these are tried for as long as it takes. What the provider will say again each time ends.
    private static ProviderBillStatus StatusAfter(ProviderFault fault, int tries) => fault switch
    {
        ProviderFault.TooLarge => ProviderBillStatus.Failed,
        ProviderFault.NotFound when tries >= TriesMax => ProviderBillStatus.Gone,
        ProviderFault.BadAnswer or ProviderFault.Rejected when tries >= TriesMax => ProviderBillStatus.Failed,
        _ => ProviderBillStatus.Announced,
    };

    private async Task<(ProviderBill Bill, PolledConnection Connection)?> FindAsync(Job job, CancellationToken cancel)
    {
        await using var session = await database.OpenAsync(job.Organization, cancel);
        return await session.ProviderBills.FindAsync(job.SubjectId, cancel) is { Status: ProviderBillStatus.Announced } bill
            && await session.InvoiceConnections.FindActiveAsync(bill.ConnectionId, cancel) is { } connection
            ? (bill, connection)
            : null;
    }
}
