using Quittance.Domain.Intake;
using Quittance.Server.Jobs;
using Quittance.Server.Storage;

namespace Quittance.Server.Intake;

/// <summary>Asks a provider what is new, takes note of it page by page, and plans when to ask again. One job for each connection, always.</summary>
internal sealed class PollInvoiceConnections(Database database, InvoiceProviders providers, TimeProvider clock)
{
    public const string JobKind = "poll_invoice_connection";

    /// <summary>Pages of one attempt; what is left over is the next attempt's, so that no provider keeps a place for itself.</summary>
    private const int PagesMax = 20;

    private const int WatermarkMax = 2000;

    /// <summary>Less than the job's lease, so that two servers never poll one connection at once.</summary>
    private static readonly TimeSpan TimeMax = TimeSpan.FromSeconds(90);

    public async Task<JobResult> RunAsync(Job job, CancellationToken cancel)
    {
        var id = new InvoiceConnectionId(job.SubjectId);
        if (await FindAsync(job, id, cancel) is not { } connection)
        {
            return await database.EndJobAsync(job, cancel);
        }

        try
        {
            return await ProviderCall.WithinAsync(TimeMax, clock, limited => PollAsync(job, connection, limited), cancel);
        }
        catch (ProviderException failure)
        {
            return await TellOfFailureAsync(job, connection, failure, cancel);
        }
    }

    private async Task<JobResult> PollAsync(Job job, PolledConnection connection, CancellationToken cancel)
    {
        var (provider, access) = providers.Of(connection.Provider, connection.Access);
        var place = connection.Place;
        for (var pages = 0; pages < PagesMax; pages++)
        {
            var page = Checked(await provider.ListAsync(access, place, cancel), place);
            place = new ProviderPlace(page.Watermark, page.HasMore);
            var nextPoll = page.HasMore ? (DateTimeOffset?)null : PollTimes.AfterSuccess(clock.GetUtcNow(), InvoiceProviders.IntervalOf(provider, access));
            if (!await SaveAsync(job, connection, page, nextPoll, cancel) || nextPoll is not null)
            {
                return new JobResult.Done();
            }
        }

        return new JobResult.Later(clock.GetUtcNow());
    }

    /// <summary>Takes note of a page: its bills, the place after it, and at the end of the run the success and the next time, all at once.</summary>
    /// <returns>False when the connection is not to be polled any more, or another server has taken it over.</returns>
    private async Task<bool> SaveAsync(Job job, PolledConnection connection, ProviderPage page, DateTimeOffset? nextPoll, CancellationToken cancel)
    {
        await using var session = await database.OpenAsync(job.Organization, cancel);
        if (!await session.InvoiceConnections.LockActiveAsync(connection.Id, cancel) || !await session.HoldsJobAsync(job, cancel))
        {
            return false;
        }

        var now = clock.GetUtcNow();
        await session.ProviderBills.AnnounceAsync(connection.Id, connection.BusinessId, page.Bills, now, cancel);
        await session.InvoiceConnections.SetPlaceAsync(connection.Id, new ProviderPlace(page.Watermark, page.HasMore), cancel);
        if (nextPoll is { } at)
        {
            await session.InvoiceConnections.TellOfSuccessAsync(connection.Id, now, cancel);
            await session.InvoiceConnections.ForgetPreviousSecretAsync(connection.Id, now, cancel);
            await session.PutOffJobAsync(job, at, cancel);
        }

        await session.CommitAsync(cancel);
        return true;
    }

    // What a provider says is a stranger's: it has to fit our columns, and a list that does not move would be read for ever.
    private static ProviderPage Checked(ProviderPage page, ProviderPlace before)
    {
        if (page.HasMore && page.Watermark == before.Watermark && before.IsContinuation)
        {
            throw new ProviderException(ProviderFault.BadAnswer, "The provider says that there is more, but gives the same page again.");
        }

        if (page.Watermark?.Length > WatermarkMax)
        {
            throw new ProviderException(ProviderFault.BadAnswer, "The provider's place in its list is too long to keep.");
        }

        foreach (var bill in page.Bills)
        {
            if (!bill.IsKeepable)
            {
                throw new ProviderException(ProviderFault.BadAnswer, "The provider lists a bill whose id or version is empty, too long or not text.");
            }
        }

        return page;
    }

    private async Task<JobResult> TellOfFailureAsync(Job job, PolledConnection connection, ProviderException failure, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var at = PollTimes.AfterFailure(now, connection.Failures + 1, failure);
        await using var session = await database.OpenAsync(job.Organization, cancel);
        if (!await session.InvoiceConnections.LockActiveAsync(connection.Id, cancel))
        {
            return await database.EndJobAsync(job, cancel);
        }

        var message = InvoiceProviders.MessageOf(failure, connection.Access);
        await session.InvoiceConnections.TellOfFailureAsync(connection.Id, failure.Fault, message, now, cancel);
        if (connection.Failures == 0)
        {
            session.Events.Add("invoice_connection.failing", connection.Id.Value, new { id = connection.Id.Value, failure.Fault, message });
        }

        if (await session.PutOffJobAsync(job, at, cancel))
        {
            await session.CommitAsync(cancel);
        }

        return new JobResult.Done();
    }

    private async Task<PolledConnection?> FindAsync(Job job, InvoiceConnectionId id, CancellationToken cancel)
    {
        await using var session = await database.OpenAsync(job.Organization, cancel);
        return await session.InvoiceConnections.FindActiveAsync(id, cancel);
    }
}
