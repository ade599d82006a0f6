using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using Quittance.Domain;
using Quittance.Domain.Businesses;
using Quittance.Domain.Invoices;
using Quittance.Domain.Payments;
using Quittance.Server.Storage;

namespace Quittance.Server.Invoices;

/// <summary>The table <c>invoice_plans</c>, but for the policies in it, which are the approvals' own.</summary>
internal readonly struct InvoicePlanStore(TenantSession session)
{
    /// <summary>What was said of how a bill is to be paid; null for one of which nothing was. The bill's row is held before.</summary>
    public async Task<InvoicePlan?> FindAsync(InvoiceId invoice, CancellationToken cancel)
    {
        await using var command = session.Sql(
            """
            select creator_id, creator_user_id, foreign_id, deduct_at, source_id, destination_id, source_options, destination_options, is_batch,
                   destination_confirmed, service_start, service_end, net_terms_days, note_to_self, shipping_minor, source_fee_minor,
                   destination_fee_minor, metadata, failure_type, processed_at, settled_at
            from invoice_plans
            where organization_id = $1 and invoice_id = $2
            """,
            invoice.Value);
        await using var row = await command.ExecuteReaderAsync(cancel);
        return await row.ReadAsync(cancel) ? Read(invoice, row) : null;
    }

    /// <summary>Writes a plan, new or changed.</summary>
    public async Task PutAsync(InvoicePlan plan, CancellationToken cancel)
    {
        session.Shown.InvoiceChanged(plan.InvoiceId);
        try
        {
            await session.Sql(
                """
                insert into invoice_plans (
                    organization_id, invoice_id, creator_id, creator_user_id, foreign_id, deduct_at, source_id, destination_id, source_options,
                    destination_options, is_batch, destination_confirmed, service_start, service_end, net_terms_days, note_to_self, shipping_minor,
                    source_fee_minor, destination_fee_minor, metadata, failure_type, processed_at, settled_at)
                values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23)
                on conflict (organization_id, invoice_id) do update
                set creator_id = excluded.creator_id, creator_user_id = excluded.creator_user_id, foreign_id = excluded.foreign_id,
                    deduct_at = excluded.deduct_at, source_id = excluded.source_id, destination_id = excluded.destination_id,
                    source_options = excluded.source_options, destination_options = excluded.destination_options, is_batch = excluded.is_batch,
                    destination_confirmed = excluded.destination_confirmed, service_start = excluded.service_start,
                    service_end = excluded.service_end, net_terms_days = excluded.net_terms_days, note_to_self = excluded.note_to_self,
                    shipping_minor = excluded.shipping_minor, source_fee_minor = excluded.source_fee_minor,
                    destination_fee_minor = excluded.destination_fee_minor, metadata = excluded.metadata, failure_type = excluded.failure_type,
                    processed_at = excluded.processed_at, settled_at = excluded.settled_at
                """,
                plan.InvoiceId.Value, plan.CreatorId.Value, plan.CreatorUserId?.Value, plan.ForeignId, plan.DeductAt, plan.SourceId?.Value,
                plan.DestinationId?.Value, Json(plan.SourceOptions), Json(plan.DestinationOptions), plan.IsBatch, plan.IsDestinationConfirmed,
                plan.ServiceStart, plan.ServiceEnd, plan.NetTermsDays, plan.NoteToSelf, plan.ShippingMinor, plan.SourceFeeMinor,
                plan.DestinationFeeMinor, Json(plan.Metadata), plan.FailureType is { } failure ? Words.Of(failure) : null, plan.ProcessedAt,
                plan.SettledAt).ExecuteAsync(cancel);
        }
        catch (PostgresException taken) when (taken.ConstraintName == "invoice_plans_foreign_id")
        {
            throw new RefusedException(Refusal.ForeignIdTaken, $"Another invoice of this entity has the foreignId {plan.ForeignId}.");
        }
    }

    /// <summary>Says when the money arrived, in the place of what its payment has noted.</summary>
    public Task SettleAsync(InvoiceId invoice, DateTimeOffset at, CancellationToken cancel)
    {
        session.Shown.InvoiceChanged(invoice);
        return session.Sql("update invoice_plans set settled_at = $3 where organization_id = $1 and invoice_id = $2", invoice.Value, at).ExecuteAsync(cancel);
    }

    /// <summary>What a business pays from and is paid to where nothing else is said; null where it has named nothing, or what it named does not work.</summary>
    public async Task<(PaymentMethodId? Source, PaymentMethodId? Destination)> DefaultsOfAsync(BusinessId payer, BusinessId? payee, CancellationToken cancel)
    {
        await using var command = session.Sql(
            """
            select
                (select id from payment_methods
                 where organization_id = $1 and business_id = $2 and is_default_source and not is_frozen and not is_mirror),
                (select id from payment_methods
                 where organization_id = $1 and business_id = $3::uuid and is_default_destination and not is_frozen and not is_mirror)
            """,
            payer.Value, payee?.Value);
        await using var row = await command.ExecuteReaderAsync(cancel);
        await row.ReadAsync(cancel);
        return (Id(row, 0), Id(row, 1));
    }

    /// <summary>The payment method of a business that a text names: by its id, with or without prefix, or by its foreign id.</summary>
    /// <param name="id">The text read as an id; empty for what is none.</param>
    public async Task<PaymentMethodId?> FindMethodAsync(BusinessId business, Guid id, string foreignId, CancellationToken cancel)
    {
        await using var command = session.Sql(
            """
            select id from payment_methods
            where organization_id = $1 and business_id = $2 and (id = $3 or foreign_id = $4) and removed_at is null and not is_mirror
            order by id = $3 desc
            limit 1
            """,
            business.Value, id, foreignId);
        return await command.ExecuteScalarAsync(cancel) is Guid found ? new PaymentMethodId(found) : null;
    }

    private static PaymentMethodId? Id(NpgsqlDataReader row, int column) => row.ValueOrNull<Guid>(column) is { } id ? new PaymentMethodId(id) : null;

    private static NpgsqlParameter Json<T>(T? value)
        where T : class => new() { Value = value is null ? DBNull.Value : JsonSerializer.Serialize(value, StoredJson.Options), NpgsqlDbType = NpgsqlDbType.Jsonb };

    private static InvoicePlan Read(InvoiceId invoice, NpgsqlDataReader row) => new(
        invoice,
        new BusinessId(row.GetGuid(0)),
        row.ValueOrNull<Guid>(1) is { } user ? new BusinessUserId(user) : null,
        row.TextOrNull(2),
        row.ValueOrNull<DateTimeOffset>(3),
        Id(row, 4),
        Id(row, 5),
        row.TextOrNull(6) is { } source ? JsonSerializer.Deserialize<SourceOptions>(source, StoredJson.Options) : null,
        row.TextOrNull(7) is { } destination ? JsonSerializer.Deserialize<DestinationOptions>(destination, StoredJson.Options) : null,
        row.GetBoolean(8),
        row.GetBoolean(9),
        row.ValueOrNull<DateTimeOffset>(10),
        row.ValueOrNull<DateTimeOffset>(11),
        row.ValueOrNull<int>(12),
        row.TextOrNull(13),
        row.ValueOrNull<long>(14),
        row.ValueOrNull<long>(15),
        row.ValueOrNull<long>(16),
        JsonSerializer.Deserialize<Dictionary<string, string>>(row.GetString(17), StoredJson.Options)!,
        row.TextOrNull(18) is { } failure ? Words.Read<InvoiceFailureType>(failure) : null,
        row.ValueOrNull<DateTimeOffset>(19),
        row.ValueOrNull<DateTimeOffset>(20));
}
