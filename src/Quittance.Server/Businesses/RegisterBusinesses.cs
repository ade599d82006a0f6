using Quittance.Domain;
using Quittance.Domain.Businesses;
using Quittance.Domain.Networks;
using Quittance.Server.Invoices;
using Quittance.Server.Networks;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Businesses;

/// <summary>What became of one of several businesses that were to be added.</summary>
/// <param name="Id">Null when it was not added.</param>
/// <param name="Error">Why it was not added; null when it was.</param>
internal sealed record RegisteredBusiness(BusinessId? Id, string? ForeignId, string? Error);

/// <summary>With whom new businesses are connected at once.</summary>
/// <param name="Business">Id or foreign id.</param>
/// <param name="Roles">What the new ones are to it.</param>
internal sealed record ConnectedAtOnce(string Business, IReadOnlyList<ConnectionRole> Roles);

/// <summary>Adds businesses one by one; one that is refused leaves the others alone.</summary>
internal sealed class RegisterBusinesses(Idempotency idempotency, TimeProvider clock)
{
    /// <param name="businesses">What is said of each, read when its turn comes, as reading can be refused too.</param>
    public async Task<IReadOnlyList<RegisteredBusiness>> RunAsync(
        Caller caller, IReadOnlyList<(string? ForeignId, Func<BusinessDescription> Read)> businesses, ConnectedAtOnce? connected, CancellationToken cancel)
    {
        caller.RequireOrganizationWide("create businesses");
        var outcomes = new List<RegisteredBusiness>();
        foreach (var (position, (foreignId, read)) in businesses.Index())
        {
            try
            {
                outcomes.Add(await RegisterAsync(BulkOutcome.Keyed(caller, position), foreignId, read(), connected, cancel));
            }
            catch (RefusedException refused)
            {
                outcomes.Add(new RegisteredBusiness(null, foreignId, BulkOutcome.ErrorOf(refused)));
            }
        }

        return outcomes;
    }

    private Task<RegisteredBusiness> RegisterAsync(Caller caller, string? foreignId, BusinessDescription given, ConnectedAtOnce? connected, CancellationToken cancel) =>
        idempotency.OnceAsync(caller, new { operation = nameof(RegisterBusinesses), given, connected }, async session =>
        {
            var now = clock.GetUtcNow();
            var id = await session.AddBusinessAsync(caller, given, now, cancel);
            if (connected is not null)
            {
                var other = await session.ResolveBusinessAsync(connected.Business, cancel);
                foreach (var role in connected.Roles)
                {
                    var (payer, payee) = role == ConnectionRole.Payer ? (id, other) : (other, id);
                    await session.ConnectBusinessesAsync(caller.Actor, payer, payee, null, ConnectionSettings.None, now, cancel);
                }
            }

            return new RegisteredBusiness(id, foreignId, null);
        }, cancel);
}
