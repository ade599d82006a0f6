using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Businesses;

/// <summary>Ends the tokens of the organization's businesses and groups at once. API tokens, clients and sign-ins go on.</summary>
internal sealed class EndBusinessTokens(Idempotency idempotency)
{
    /// <param name="sessions">Only those that were made for these sessions of the platform; null for all.</param>
    public Task RunAsync(Caller caller, IReadOnlyList<string>? sessions, CancellationToken cancel)
    {
        caller.RequireOrganizationWide("end the tokens of all");
        return idempotency.OnceAsync(caller, new { operation = nameof(EndBusinessTokens), sessions }, async session =>
        {
            var ended = await session.BusinessTokens.RemoveAllAsync(sessions, cancel);
            session.Audit.Add(caller.Actor, "business_tokens.ended", $"{session.Organization}", null, new { ended, sessions });
            return ended;
        }, cancel);
    }
}
