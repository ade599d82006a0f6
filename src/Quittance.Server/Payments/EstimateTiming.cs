using Quittance.Domain;
using Quittance.Domain.Invoices;
using Quittance.Domain.Payments;
using Quittance.Server.Invoices;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Payments;

/// <summary>Says when a payment would leave and arrive.</summary>
internal sealed class EstimateTiming(Database database, TimeProvider clock)
{
    /// <param name="processedOn">When it left; null for a payment that has not.</param>
    /// <param name="deductOn">When it is to leave; null for today, UTC.</param>
    public async Task<PaymentTiming> RunAsync(
        Caller caller, PaymentMethodName source, PaymentMethodName destination, DestinationOptions? options, DateOnly? processedOn, DateOnly? deductOn, CancellationToken cancel)
    {
        await using var session = await database.OpenAsync(caller.Organization, caller.Businesses, cancel);
        return new TimedPlan(null, null, options, processedOn, deductOn).TimingOf(
            await session.PaymentMethods.GetSeenAsync(source, cancel), await session.PaymentMethods.GetSeenAsync(destination, cancel), Today);
    }

    /// <summary>The same of a bill, as it is to be paid; what it does not say is its parties' defaults.</summary>
    /// <param name="invoice">Id or foreign id.</param>
    public async Task<PaymentTiming> OfInvoiceAsync(Caller caller, string invoice, CancellationToken cancel)
    {
        await using var session = await database.OpenAsync(caller.Organization, caller.Businesses, cancel);
        var id = await session.ResolveInvoiceAsync(invoice, cancel);
        var plan = await session.TimedPlanOfAsync(id, cancel);
        return plan.TimingOf(
            await GetAsync(session, plan.SourceId, "payment source", cancel), await GetAsync(session, plan.DestinationId, "payment destination", cancel), Today);
    }

    private DateOnly Today => DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);

    private static async Task<PaymentMethod> GetAsync(TenantSession session, PaymentMethodId? id, string what, CancellationToken cancel) => id is { } named
        ? await session.PaymentMethods.GetAsync(named, cancel)
        : throw new RefusedException(Refusal.InvalidInput, $"The invoice has no {what}, and there is no default for it.");
}
