using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Users;

/// <summary>Makes a client whose tokens never may more, and never see more, than who makes it.</summary>
internal sealed class CreateApiClient(Idempotency idempotency, TimeProvider clock)
{
    /// <param name="permissions">Null for all that the caller has.</param>
    /// <param name="businesses">The businesses to limit it to; null for as many as the caller sees.</param>
    public Task<NewApiClient> RunAsync(
        Caller caller, string? name, IReadOnlyList<string>? permissions, IReadOnlyList<Guid>? businesses, CancellationToken cancel)
    {
        var granted = Permission.All.Where((permissions ?? [.. caller.Permissions]).Contains).ToList();
        caller.RequireHolds(granted, "make such a client");
        return idempotency.OnceAsync(caller, new { operation = nameof(CreateApiClient), name, permissions, businesses }, async session =>
        {
            var now = clock.GetUtcNow();
            var secret = Token.New(Token.ClientSecretPrefix);
            var client = new ApiClient(Guid.CreateVersion7(now), name, granted, await BusinessLimit.WithinAsync(session, caller, businesses, cancel), now);

            await session.ApiClients.AddAsync(client, secret.Hash, cancel);
            session.Audit.Add(caller.Actor, "client.created", client.Subject, null, AuditedClient.Of(client));
            session.Events.Add("client.created", client.Id, new { client.Id });
            return new NewApiClient(client, secret.Text);
        }, cancel);
    }
}
