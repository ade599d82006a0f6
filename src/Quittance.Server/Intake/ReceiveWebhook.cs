using Npgsql;
using Quittance.Domain;
using Quittance.Domain.Intake;
using Quittance.Server.Jobs;
using Quittance.Server.Storage;

namespace Quittance.Server.Intake;

/// <summary>Takes a provider's call: verifies it on its raw bytes, keeps it, and answers. What it says is read later, by a job.</summary>
internal sealed class ReceiveWebhook(NpgsqlDataSource source, Database database, InvoiceProviders providers, TimeProvider clock)
{
    /// <param name="provider">As the address names it.</param>
    /// <exception cref="RefusedException">There never was such a connection of this provider.</exception>
    public async Task<WebhookAnswer> RunAsync(string provider, InvoiceConnectionId id, InboundWebhook webhook, CancellationToken cancel)
    {
        return await OrganizationOfAsync(id, cancel) is { } organization
            ? await Retrying.RunAsync(() => TakeAsync(organization, provider, id, webhook, cancel))
            : throw InvoiceConnectionStore.NotFound();
    }

    private async Task<WebhookAnswer> TakeAsync(OrganizationId organization, string provider, InvoiceConnectionId id, InboundWebhook webhook, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        await using var session = await database.OpenAsync(organization, cancel);
        if (await session.InvoiceConnections.FindTargetAsync(id, now, cancel) is not { } target || target.Provider != provider
            || providers.Require(provider) is not IWebhookSender sender)
        {
            throw InvoiceConnectionStore.NotFound();
        }

        var verdict = target.IsDeleted
            ? new WebhookVerdict.Rejected(WebhookFault.ConnectionDeleted)
            : sender.Verify(webhook, providers.Of(provider, target.Access).Access, target.Secrets, now);
        var answer = verdict switch
        {
            WebhookVerdict.Accepted accepted => await AcceptAsync(session, id, target, accepted, webhook, now, cancel),
            WebhookVerdict.Rejected rejected => await RejectAsync(session, id, target, rejected.Fault, sender, webhook, now, cancel),
            _ => throw new InvalidOperationException($"{verdict} is no verdict."),
        };
        await session.CommitAsync(cancel);
        return answer;
    }

    /// <summary>Kept, and processed at once unless the connection is switched off: then it waits for a replay.</summary>
    private static async Task<WebhookAnswer> AcceptAsync(
        TenantSession session, InvoiceConnectionId id, WebhookTarget target, WebhookVerdict.Accepted accepted, InboundWebhook webhook, DateTimeOffset now, CancellationToken cancel)
    {
        var (outcome, detail) = target.IsActive ? (DeliveryOutcome.Waiting, null) : (DeliveryOutcome.Ignored, "The connection is switched off.");
        var (delivery, isNew) = await session.WebhookDeliveries.AcceptAsync(id, target.BusinessId, accepted.DedupeKey, webhook.Body, outcome, detail, now, cancel);
        if (isNew && target.IsActive)
        {
            await session.AddJobAsync(ProcessWebhooks.JobKind, delivery, id, now, now, cancel);
        }

        return new WebhookAnswer(StatusCodes.Status200OK, delivery, isNew ? "accepted" : "duplicate", null);
    }

    private static async Task<WebhookAnswer> RejectAsync(
        TenantSession session, InvoiceConnectionId id, WebhookTarget target, WebhookFault fault, IWebhookSender sender, InboundWebhook webhook, DateTimeOffset now,
        CancellationToken cancel)
    {
        var delivery = await session.WebhookDeliveries.RejectAsync(id, target.BusinessId, fault, webhook.Body, now, cancel);

        // 410 is what every sender takes as the request to stop (Standard Webhooks, "Responding to deliveries"), which is right here.
        return new WebhookAnswer(fault == WebhookFault.ConnectionDeleted ? StatusCodes.Status410Gone : sender.StatusOf(fault), delivery, null, fault);
    }

    private async Task<OrganizationId?> OrganizationOfAsync(InvoiceConnectionId id, CancellationToken cancel)
    {
        await using var command = source.CreateCommand("select organization_id from gate.find('invoice_connection', $1)");
        command.Parameters.Add(new() { Value = InvoiceConnectionStore.DirectoryHash(id) });
        return await command.ExecuteScalarAsync(cancel) is Guid organization ? new OrganizationId(organization) : null;
    }
}

/// <summary>What a caller is told.</summary>
/// <param name="Result">accepted or duplicate; null when it was refused.</param>
internal sealed record WebhookAnswer(int Status, Guid DeliveryId, string? Result, WebhookFault? Fault);
