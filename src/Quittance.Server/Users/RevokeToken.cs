using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Users;

/// <summary>Ends a token: its next request is refused.</summary>
internal sealed class RevokeToken(Idempotency idempotency, TimeProvider clock)
{
    public Task<ApiToken> RunAsync(Caller caller, Guid id, CancellationToken cancel) =>
        idempotency.OnceAsync(caller, new { operation = nameof(RevokeToken), id }, async session =>
        {
            var token = await session.ApiTokens.RevokeAsync(id, caller.Businesses, clock.GetUtcNow(), cancel);

            session.Audit.Add(caller.Actor, "token.revoked", token.Subject, AuditedToken.Of(token), null);
            session.Events.Add("token.revoked", id, new { id });
            return token;
        }, cancel);
}
