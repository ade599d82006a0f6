using System.Text.Json;
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
        return Of(
            await session.PaymentMethods.GetSeenAsync(source, cancel), await session.PaymentMethods.GetSeenAsync(destination, cancel),
            options, processedOn, deductOn);
    }

    /// <summary>The same of a bill, as it is to be paid; what it does not say is its parties' defaults.</summary>
    /// <param name="invoice">Id or foreign id.</param>
    public async Task<PaymentTiming> OfInvoiceAsync(Caller caller, string invoice, CancellationToken cancel)
    {
        await using var session = await database.OpenAsync(caller.Organization, caller.Businesses, cancel);
        var id = await session.ResolveInvoiceAsync(invoice, cancel);
        var plan = await ReadAsync(session, id, cancel);
        return Of(
            await GetAsync(session, plan.SourceId, "payment source", cancel), await GetAsync(session, plan.DestinationId, "payment destination", cancel),
            plan.Options, plan.ProcessedOn, plan.DeductOn);
    }

    private PaymentTiming Of(PaymentMethod source, PaymentMethod destination, DestinationOptions? options, DateOnly? processedOn, DateOnly? deductOn) => processedOn is { } on
        ? PaymentTiming.OfProcessed(source, destination, options, on)
        : PaymentTiming.Of(source, destination, options, deductOn ?? DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime));

    private static async Task<PaymentMethod> GetAsync(TenantSession session, Guid? id, string what, CancellationToken cancel) => id is { } named
        ? await session.PaymentMethods.GetAsync(new PaymentMethodId(named), cancel)
        : throw new RefusedException(Refusal.InvalidInput, $"The invoice has no {what}, and there is no default for it.");

    private static async Task<Plan> ReadAsync(TenantSession session, InvoiceId id, CancellationToken cancel)
    {
        await using var command = session.Sql(
            """
            select coalesce(p.source_id, s.id), coalesce(p.destination_id, i.destination_id, d.id), p.destination_options, p.processed_at, p.deduct_at
            from invoices i
            left join invoice_plans p on p.organization_id = i.organization_id and p.invoice_id = i.id
            left join payment_methods s on s.organization_id = i.organization_id and s.business_id = i.payer_id and s.is_default_source
            left join payment_methods d on d.organization_id = i.organization_id and d.business_id = i.payee_id and d.is_default_destination
            where i.organization_id = $1 and i.id = $2
            """,
            id.Value);
        await using var row = await command.ExecuteReaderAsync(cancel);
        await row.ReadAsync(cancel);
        return new Plan(
            row.ValueOrNull<Guid>(0),
            row.ValueOrNull<Guid>(1),
            row.TextOrNull(2) is { } options ? JsonSerializer.Deserialize<DestinationOptions>(options, StoredJson.Options) : null,
            DayOf(row.ValueOrNull<DateTimeOffset>(3)),
            DayOf(row.ValueOrNull<DateTimeOffset>(4)));
    }

    private static DateOnly? DayOf(DateTimeOffset? time) => time is { } there ? DateOnly.FromDateTime(there.UtcDateTime) : null;

    private sealed record Plan(Guid? SourceId, Guid? DestinationId, DestinationOptions? Options, DateOnly? ProcessedOn, DateOnly? DeductOn);
}
