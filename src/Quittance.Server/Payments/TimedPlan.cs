using Npgsql;
using Quittance.Domain;
using Quittance.Domain.Invoices;
using Quittance.Domain.Payments;
using Quittance.Server.Storage;

namespace Quittance.Server.Payments;

/// <summary>What of a bill's payment says when it leaves and arrives. What the bill does not say is its parties' defaults.</summary>
/// <param name="ProcessedOn">When it left; null for a payment that has not.</param>
/// <param name="DeductOn">When it is to leave; null for today, UTC.</param>
internal sealed record TimedPlan(PaymentMethodId? SourceId, PaymentMethodId? DestinationId, DestinationOptions? Options, DateOnly? ProcessedOn, DateOnly? DeductOn)
{
    public PaymentTiming TimingOf(PaymentMethod source, PaymentMethod destination, DateOnly today) => ProcessedOn is { } on
        ? PaymentTiming.OfProcessed(source, destination, Options, on)
        : PaymentTiming.Of(source, destination, Options, DeductOn ?? today);
}

internal static class TimedPlans
{
    public static async Task<TimedPlan> TimedPlanOfAsync(this TenantSession session, InvoiceId invoice, CancellationToken cancel) =>
        (await session.TimedPlansOfAsync([invoice], cancel))[invoice];

    /// <summary>When payments of bills leave and arrive. A bill is left out that has no source or no destination, or from whose source no payment leads there.</summary>
    public static async Task<IReadOnlyDictionary<InvoiceId, PaymentTiming>> TimingsOfAsync(
        this TenantSession session, IReadOnlyCollection<InvoiceId> invoices, CancellationToken cancel)
    {
        var plans = await session.TimedPlansOfAsync(invoices, cancel);
        var methods = await session.PaymentMethods.ManyAsync(plans.Values.SelectMany(plan => new[] { plan.SourceId, plan.DestinationId }).OfType<PaymentMethodId>(), cancel);
        var today = DateOnly.FromDateTime(session.Now.UtcDateTime);
        var timings = new Dictionary<InvoiceId, PaymentTiming>();
        foreach (var (invoice, plan) in plans)
        {
            if (plan is { SourceId: { } source, DestinationId: { } destination } && TimingOf(plan, methods[source], methods[destination], today) is { } timing)
            {
                timings.Add(invoice, timing);
            }
        }

        return timings;
    }

    private static PaymentTiming? TimingOf(TimedPlan plan, PaymentMethod source, PaymentMethod destination, DateOnly today)
    {
        try
        {
            return plan.TimingOf(source, destination, today);
        }
        catch (RefusedException refused) when (refused.Refusal == Refusal.PaymentMethodUnusable)
        {
            return null;
        }
    }

    private static async Task<Dictionary<InvoiceId, TimedPlan>> TimedPlansOfAsync(this TenantSession session, IReadOnlyCollection<InvoiceId> invoices, CancellationToken cancel)
    {
        await using var command = session.Sql(
            """
            select i.id, coalesce(p.source_id, s.id), coalesce(p.destination_id, i.destination_id, d.id), p.destination_options, p.processed_at, p.deduct_at
            from invoices i
            left join invoice_plans p on p.organization_id = i.organization_id and p.invoice_id = i.id
            left join payment_methods s on s.organization_id = i.organization_id and s.business_id = i.payer_id and s.is_default_source
            left join payment_methods d on d.organization_id = i.organization_id and d.business_id = i.payee_id and d.is_default_destination
            where i.organization_id = $1 and i.id = any ($2)
            """,
            invoices.Select(id => id.Value).ToArray());
        await using var row = await command.ExecuteReaderAsync(cancel);
        var plans = new Dictionary<InvoiceId, TimedPlan>();
        while (await row.ReadAsync(cancel))
        {
            plans.Add(new InvoiceId(row.GetGuid(0)), Read(row));
        }

        return plans;
    }

    private static TimedPlan Read(NpgsqlDataReader row) => new(
        row.ValueOrNull<Guid>(1) is { } source ? new PaymentMethodId(source) : null,
        row.ValueOrNull<Guid>(2) is { } destination ? new PaymentMethodId(destination) : null,
        PaymentOrderStore.ReadOptions(row.TextOrNull(3)),
        DayOf(row.ValueOrNull<DateTimeOffset>(4)),
        DayOf(row.ValueOrNull<DateTimeOffset>(5)));

    private static DateOnly? DayOf(DateTimeOffset? time) => time is { } there ? DateOnly.FromDateTime(there.UtcDateTime) : null;
}
