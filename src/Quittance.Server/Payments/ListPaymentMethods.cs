using Quittance.Domain.Payments;
using Quittance.Server.Businesses;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Payments;

/// <summary>A business's payment methods, the oldest first, those too that were only read from bills.</summary>
internal sealed class ListPaymentMethods(Database database)
{
    /// <param name="business">Id or foreign id of a business that the caller sees, or that is connected with one that it sees.</param>
    /// <param name="kinds">Null for all of them.</param>
    public async Task<TShown> RunAsync<TShown>(
        Caller caller, string business, IReadOnlyList<PaymentMethodKind>? kinds, Func<TenantSession, IReadOnlyList<PaymentMethodId>, Task<TShown>> show,
        CancellationToken cancel)
    {
        await using var session = await database.OpenAsync(caller.Organization, caller.Businesses, cancel);
        var owner = await session.ResolveCounterpartyAsync(business, cancel);
        var methods = await session.PaymentMethods.ListAsync(owner, cancel);
        return await show(session, [.. methods.Where(method => kinds?.Contains(method.Kind) != false).Select(method => method.Id)]);
    }
}
