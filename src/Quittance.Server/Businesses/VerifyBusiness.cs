using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Businesses;

/// <summary>Finds out who a business is. Whoever runs this server vouches for its businesses, so each is verified at once.</summary>
internal sealed class VerifyBusiness(Idempotency idempotency, TimeProvider clock)
{
    /// <param name="business">Id or foreign id.</param>
    public Task RunAsync(Caller caller, string business, CancellationToken cancel) =>
        idempotency.OnceAsync(caller, new { operation = nameof(VerifyBusiness), business }, session =>
            session.ChangeProfileAsync(caller, business, "business.verified", profile => profile.Verify(), clock.GetUtcNow(), cancel), cancel);
}
