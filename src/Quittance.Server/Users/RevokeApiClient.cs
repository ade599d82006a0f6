using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Users;

/// <summary>Ends a client and all of its tokens, at once.</summary>
internal sealed class RevokeApiClient(Idempotency idempotency, TimeProvider clock)
{
    public Task<ApiClient> RunAsync(Caller caller, Guid id, CancellationToken cancel)
    {
        caller.RequireOrganizationWide("revoke a client");
        return idempotency.OnceAsync(caller, new { operation = nameof(RevokeApiClient), id }, async session =>
        {
            var client = await session.ApiClients.RevokeAsync(id, clock.GetUtcNow(), cancel);

            session.Audit.Add(caller.Actor, "client.revoked", client.Subject, AuditedClient.Of(client), null);
            session.Events.Add("client.revoked", id, new { id });
            return client;
        }, cancel);
    }
}
