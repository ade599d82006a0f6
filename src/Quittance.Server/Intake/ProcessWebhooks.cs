using Quittance.Domain.Intake;
using Quittance.Server.Jobs;
using Quittance.Server.Storage;

namespace Quittance.Server.Intake;

/// <summary>Reads an accepted webhook and takes note of the bills that it names.</summary>
internal sealed class ProcessWebhooks(Database database, InvoiceProviders providers, TimeProvider clock)
{
    public const string JobKind = "process_webhook";

    private const int DetailMax = 500;

    public async Task<JobResult> RunAsync(Job job, CancellationToken cancel)
    {
        await using var session = await database.OpenAsync(job.Organization, cancel);
        if (await session.WebhookDeliveries.OpenWaitingAsync(job.SubjectId, cancel) is var (connection, _, body))
        {
            await ProcessAsync(session, job.SubjectId, connection, body, cancel);
        }

        if (await session.FinishJobAsync(job, cancel))
        {
            await session.CommitAsync(cancel);
        }

        return new JobResult.Done();
    }

    private async Task ProcessAsync(TenantSession session, Guid delivery, InvoiceConnectionId id, byte[] body, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        await session.WebhookDeliveries.ForgetOldAsync(id, now - WebhookDeliveryStore.Retention, cancel);
        await session.InvoiceConnections.ForgetPreviousSecretAsync(id, now, cancel);
        if (await session.InvoiceConnections.FindActiveAsync(id, cancel) is not { } connection)
        {
            await session.WebhookDeliveries.SetOutcomeAsync(delivery, null, DeliveryOutcome.Ignored, "The connection is switched off or deleted.", now, cancel);
            return;
        }

        var (provider, access) = providers.Of(connection.Provider, connection.Access);
        var news = ((IWebhookSender)provider).Read(body);
        var (outcome, detail) = news switch
        {
            { Ignored: { } why } => (DeliveryOutcome.Ignored, why),
            _ when news.Bills.Any(bill => !bill.IsKeepable) => (DeliveryOutcome.Failed, "It names a bill by an id that is empty, too long or not text."),
            { IsHint: true } => await AskAsync(session, provider, access, id, now, cancel),
            _ => await TakeNoteAsync(session, connection, news, now, cancel),
        };
        await session.WebhookDeliveries.SetOutcomeAsync(
            delivery, news.Event, outcome, detail.Length > DetailMax ? detail[..DetailMax] : detail, now, cancel);
    }

    private static async Task<(DeliveryOutcome Outcome, string Detail)> AskAsync(
        TenantSession session, IInvoiceProvider provider, ProviderAccess access, InvoiceConnectionId id, DateTimeOffset now, CancellationToken cancel)
    {
        if (!provider.CanPoll(access))
        {
            return (DeliveryOutcome.Failed, "It asks us to look for new bills, but the connection has no settings to look with.");
        }

        await session.AddJobAsync(PollInvoiceConnections.JobKind, id.Value, id, now, now, cancel);
        return (DeliveryOutcome.Processed, "The provider is asked for what is new.");
    }

    private static async Task<(DeliveryOutcome Outcome, string Detail)> TakeNoteAsync(
        TenantSession session, PolledConnection connection, WebhookNews news, DateTimeOffset now, CancellationToken cancel)
    {
        var wanted = await session.ProviderBills.AnnounceAsync(connection.Id, connection.BusinessId, news.Bills, now, cancel);
        return (DeliveryOutcome.Processed, wanted switch
        {
            0 => "Nothing new: the bills that it names are known.",
            1 => "1 bill is fetched.",
            _ => $"{wanted} bills are fetched.",
        });
    }
}
