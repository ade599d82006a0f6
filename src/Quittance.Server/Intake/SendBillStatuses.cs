using Quittance.Domain.Intake;
using Quittance.Server.Jobs;
using Quittance.Server.Storage;

namespace Quittance.Server.Intake;

/// <summary>Tells a provider what became of a bill. Statuses of one bill are told in their order.</summary>
internal sealed class SendBillStatuses(Database database, InvoiceProviders providers, TimeProvider clock)
{
    public const string JobKind = "send_bill_status";

    private const int TriesMax = 12;

    /// <summary>Less than the job's lease, so that two servers never tell one status at once.</summary>
    private static readonly TimeSpan TimeMax = TimeSpan.FromSeconds(90);

    private static readonly TimeSpan BehindPause = TimeSpan.FromSeconds(5);

    public async Task<JobResult> RunAsync(Job job, CancellationToken cancel)
    {
        var (work, isBehind) = await PrepareAsync(job, cancel);
        if (isBehind)
        {
            return new JobResult.Later(clock.GetUtcNow() + BehindPause);
        }

        if (work is not var (report, connection))
        {
            return await database.EndJobAsync(job, cancel);
        }

        try
        {
            var (provider, access) = providers.Of(connection.Provider, connection.Access);
            var sent = await ProviderCall.WithinAsync(TimeMax, clock, limited => ((IBillStatusReceiver)provider).SendStatusAsync(access, report, limited), cancel);
            await using var session = await database.OpenAsync(job.Organization, cancel);
            await session.BillStatuses.SetSentAsync(report.Id, sent, clock.GetUtcNow(), cancel);
            session.Events.Add("bill_status.sent", report.Id, new { id = report.Id, report.Status, sent.ExternalId });
            if (await session.FinishJobAsync(job, cancel))
            {
                await session.CommitAsync(cancel);
            }

            return new JobResult.Done();
        }
        catch (ProviderException failure)
        {
            return await TellOfFailureAsync(job, report.Id, failure, connection.Access, cancel);
        }
    }

    private async Task<((BillStatusReport Report, PolledConnection Connection)? Work, bool IsBehind)> PrepareAsync(Job job, CancellationToken cancel)
    {
        await using var session = await database.OpenAsync(job.Organization, cancel);
        if (await session.BillStatuses.FindAsync(job.SubjectId, cancel) is not { State: BillStatusState.Waiting } status)
        {
            return (null, false);
        }

        if (await session.BillStatuses.WaitsBehindAsync(status, cancel))
        {
            return (null, true);
        }

        if (await session.InvoiceConnections.FindActiveAsync(status.ConnectionId, cancel) is not { } connection)
        {
            await session.BillStatuses.SetErrorAsync(status.Id, BillStatusState.Failed, "The connection was switched off or deleted before this was told.", cancel);
            await session.FinishJobAsync(job, cancel);
            await session.CommitAsync(cancel);
            return (null, false);
        }

        return ((await ReportOfAsync(session, status, connection, cancel), connection), false);
    }

    private static async Task<BillStatusReport> ReportOfAsync(TenantSession session, BillStatusRow status, PolledConnection connection, CancellationToken cancel)
    {
        var buyer = (await session.Businesses.GetAsync(connection.BusinessId, cancel)).Business;
        var says = await session.Documents.OpenDetailsAsync(status.DocumentId, cancel);
        var seller = says is null ? null : PartyNumbers.Of(says.Seller);
        var externalId = await session.Documents.ExternalIdOfAsync(status.DocumentId, cancel);
        return new BillStatusReport(status.Id, externalId, status.Status, status.ReasonCode, status.Reason, status.Amount, status.OccurredAt)
        {
            InvoiceNumber = says?.Number,
            IssueDate = says?.IssueDate,
            TypeCode = says?.TypeCode,
            SellerSiren = seller?.EffectiveSiren?.Text,
            SellerName = says?.Seller.Name,
            SellerAddress = says?.Seller.ElectronicAddress,
            BuyerSiren = buyer.Numbers.EffectiveSiren?.Text,
            BuyerName = buyer.Name,
        };
    }

    private async Task<JobResult> TellOfFailureAsync(Job job, Guid id, ProviderException failure, ProviderAccess access, CancellationToken cancel)
    {
        var message = InvoiceProviders.MessageOf(failure, access);
        var isFinal = failure.Fault is ProviderFault.Rejected or ProviderFault.BadAnswer && job.Failures + 1 >= TriesMax;
        await using (var session = await database.OpenAsync(job.Organization, cancel))
        {
            if (!await session.HoldsJobAsync(job, cancel))
            {
                return new JobResult.Done(); // Another server's: it may have told it by now.
            }

            await session.BillStatuses.SetErrorAsync(id, isFinal ? BillStatusState.Failed : BillStatusState.Waiting, message, cancel);
            if (isFinal)
            {
                session.Events.Add("bill_status.failed", id, new { id, message });
                await session.FinishJobAsync(job, cancel);
            }

            await session.CommitAsync(cancel);
        }

        return isFinal
            ? new JobResult.Done()
            : new JobResult.Failed(PollTimes.AfterFailure(clock.GetUtcNow(), job.Failures + 1, failure), message);
    }
}
