using Quittance.Domain.Intake;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Intake;

/// <summary>The webhooks that came for a connection, refused ones included, newest first; also after the connection was deleted.</summary>
internal sealed class ListWebhookDeliveries(Database database)
{
    public async Task<IReadOnlyList<WebhookDelivery>> RunAsync(Caller caller, InvoiceConnectionId id, Page page, CancellationToken cancel)
    {
        await using var session = await database.OpenAsync(caller.Organization, caller.Businesses, cancel);
        await session.InvoiceConnections.RequireKnownAsync(id, cancel);
        return await session.WebhookDeliveries.ListAsync(id, page, cancel);
    }
}
