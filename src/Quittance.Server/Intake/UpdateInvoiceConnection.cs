using Quittance.Domain.Intake;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Intake;

/// <summary>Changes a connection: another key, another webhook secret, other settings, on or off.</summary>
internal sealed class UpdateInvoiceConnection(Idempotency idempotency, InvoiceProviders providers, TimeProvider clock)
{
    public Task<InvoiceConnection> RunAsync(Caller caller, InvoiceConnectionId id, InvoiceConnectionChange change, CancellationToken cancel) =>
        idempotency.OnceAsync(caller, new { operation = nameof(UpdateInvoiceConnection), id, change }, async session =>
        {
            var now = clock.GetUtcNow();
            var before = await session.InvoiceConnections.LockAsync(id, cancel);
            var after = before with
            {
                IsActive = change.Active ?? before.IsActive,
                HasApiKey = before.HasApiKey || change.ApiKey is not null,
                HasWebhookSecret = change.SetsWebhookSecret ? change.WebhookSecret is not null : before.HasWebhookSecret,
                Settings = change.AppliedTo(before.Settings),
                UpdatedAt = now,
            };
            if (change.Settings is not null)
            {
                CheckSettings.Check(providers.Require(before.Provider).Profile, after.Settings);
            }

            await SaveAsync(session, change, after, now, cancel);
            session.Audit.Add(caller.Actor, "invoice_connection.updated", $"{id}", before, new { after, ChangedApiKey = change.ApiKey is not null, ChangedWebhookSecret = change.SetsWebhookSecret });
            session.Events.Add("invoice_connection.updated", id.Value, new { id = id.Value, after.Provider, after.IsActive });
            return after;
        }, cancel);

    private async Task SaveAsync(TenantSession session, InvoiceConnectionChange change, InvoiceConnection after, DateTimeOffset now, CancellationToken cancel)
    {
        await session.InvoiceConnections.UpdateAsync(after, providers.WantedBy(after), cancel);
        if (change.ApiKey is { } key)
        {
            await session.InvoiceConnections.SetApiKeyAsync(after.Id, key, cancel);
        }

        if (change.SetsWebhookSecret)
        {
            await session.InvoiceConnections.SetWebhookSecretAsync(after.Id, change.WebhookSecret, now + InvoiceConnectionStore.SecretOverlap, cancel);
        }

        // A new key or setting may be what the last failure asked for, so the provider is asked at once.
        await session.ScheduleAsync(after, providers, now, cancel);
    }
}
