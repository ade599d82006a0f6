using Quittance.Domain;
using Quittance.Domain.Businesses;
using Quittance.Domain.Intake;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Intake;

/// <summary>Wires a business to an invoice provider.</summary>
internal sealed class CreateInvoiceConnection(Idempotency idempotency, InvoiceProviders providers, TimeProvider clock)
{
    public Task<InvoiceConnection> RunAsync(Caller caller, NewInvoiceConnection content, CancellationToken cancel)
    {
        var provider = providers.Require(content.Provider);
        Check(provider.Profile, content);
        return idempotency.OnceAsync(caller, new { operation = nameof(CreateInvoiceConnection), content }, async session =>
        {
            var now = clock.GetUtcNow();
            var connection = new InvoiceConnection(
                InvoiceConnectionId.New(now), await session.CompanyAsync(caller, content.Company, cancel), content.Provider, content.Active,
                content.ApiKey is not null, content.WebhookSecret is not null, content.Settings, null, now, now);

            await session.InvoiceConnections.AddAsync(connection, providers.WantedBy(connection), content.ApiKey, content.WebhookSecret, cancel);
            await session.ScheduleAsync(connection, providers, now, cancel);
            session.Audit.Add(caller.Actor, "invoice_connection.created", $"{connection.Id}", null, connection);
            session.Events.Add("invoice_connection.created", connection.Id.Value, new { id = connection.Id.Value, connection.Provider, connection.IsActive });
            return connection;
        }, cancel);
    }

    private static void Check(InvoiceProviderProfile profile, NewInvoiceConnection content)
    {
        if (profile.ApiKey is not null && content.ApiKey is null)
        {
            throw new RefusedException(Refusal.InvalidInput, "Validation failed.", new FieldFault("apiKey", "apiKey is required"));
        }

        CheckSettings.Check(profile, content.Settings);
    }
}

/// <summary>What a caller says of a new connection.</summary>
/// <param name="Company">Null for the caller's own.</param>
internal sealed record NewInvoiceConnection(
    string Provider, BusinessId? Company, string? ApiKey, string? WebhookSecret, bool Active, IReadOnlyDictionary<string, string> Settings);
