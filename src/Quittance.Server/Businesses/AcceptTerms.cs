using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Businesses;

/// <summary>Takes the platform's word that a business has accepted the terms of service.</summary>
internal sealed class AcceptTerms(Idempotency idempotency, TimeProvider clock)
{
    /// <param name="business">Id or foreign id.</param>
    public Task RunAsync(Caller caller, string business, CancellationToken cancel) =>
        idempotency.OnceAsync(caller, new { operation = nameof(AcceptTerms), business }, session =>
            session.ChangeProfileAsync(caller, business, "business.terms_accepted", profile => profile.AcceptTerms(clock.GetUtcNow()), clock.GetUtcNow(), cancel), cancel);
}
