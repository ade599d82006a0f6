using System.Text.Json;
using Npgsql;
using Quittance.Domain;
using Quittance.Domain.Invoices;
using Quittance.Domain.Networks;
using Quittance.Server.Storage;

namespace Quittance.Server.Showing;

/// <summary>Reads bills as the Payments dialect shows them, with marks for parties, payment methods and people.</summary>
internal static class ShownInvoices
{
    public static async Task<Dictionary<Guid, ShownInvoice>> ReadAsync(TenantSession session, IReadOnlyCollection<Guid> ids, CancellationToken cancel)
    {
        var found = new Dictionary<Guid, ShownInvoice>();
        if (ids.Count == 0)
        {
            return found;
        }

        var parts = await ShownInvoiceParts.ReadAsync(session, ids, cancel);
        await using var command = session.Sql(
            """
            select i.id, i.status, i.payer_id, i.payee_id, i.author, i.currency, i.amount_minor, i.tax_minor, i.invoice_date, i.due_date, i.number,
                   i.created_at, i.updated_at, i.document_id is not null or exists (
                       select from invoice_documents d where d.organization_id = $1 and d.invoice_id = i.id),
                   p.creator_id, p.creator_user_id, p.foreign_id, p.deduct_at, coalesce(p.source_id, o.source_id),
                   coalesce(p.destination_id, o.destination_id, i.destination_id), p.source_options,
                   coalesce(p.destination_options, o.destination_options), coalesce(p.is_batch, o.is_batch), coalesce(p.destination_confirmed, false),
                   p.service_start, p.service_end, p.net_terms_days, coalesce(p.note_to_self, o.note_to_self), p.shipping_minor, p.source_fee_minor,
                   p.destination_fee_minor, coalesce(p.metadata, '{}'), coalesce(p.policies, '[]'), p.failure_type, p.processed_at, p.settled_at,
                   o.pay_on
            from invoices i
            left join invoice_plans p on p.organization_id = i.organization_id and p.invoice_id = i.id
            left join lateral (
                select x.source_id, x.destination_id, x.destination_options, x.is_batch, x.note_to_self, x.pay_on
                from payment_orders x
                where x.organization_id = $1 and x.invoice_id = i.id
                order by x.created_at desc
                limit 1) o on true
            where i.organization_id = $1 and i.id = any ($2)
            """,
            ids.ToArray());
        await using var row = await command.ExecuteReaderAsync(cancel);
        while (await row.ReadAsync(cancel))
        {
            var shown = Read(row).Show(parts);
            found.Add(shown.Id, shown);
        }

        return found;
    }

    /// <summary>A bill's status in the dialect's words.</summary>
    public static string WordOf(InvoiceStatus status) => status switch
    {
        InvoiceStatus.Draft => "DRAFT",
        InvoiceStatus.Submitted => "NEW",
        InvoiceStatus.Approved => "APPROVED",
        InvoiceStatus.Declined => "REFUSED",
        InvoiceStatus.Scheduled => "SCHEDULED",
        InvoiceStatus.Paying => "PENDING",
        InvoiceStatus.Failed => "FAILED",
        InvoiceStatus.Paid => "PAID",
        InvoiceStatus.Canceled => "CANCELED",
        InvoiceStatus.Archived => "ARCHIVED",
    };

    /// <summary>The day in UTC, as the dialect has no days.</summary>
    public static DateTimeOffset? TimeOf(DateOnly? day) => day is { } date ? new DateTimeOffset(date, TimeOnly.MinValue, TimeSpan.Zero) : null;

    private static StoredInvoice Read(NpgsqlDataReader row) => new(
        row.GetGuid(0),
        Words.Read<InvoiceStatus>(row.GetString(1)),
        row.GetGuid(2),
        row.ValueOrNull<Guid>(3),
        Words.Read<ConnectionRole>(row.GetString(4)),
        Currency.Of(row.GetString(5)),
        row.ValueOrNull<long>(6),
        row.ValueOrNull<long>(7),
        row.ValueOrNull<DateOnly>(8),
        row.ValueOrNull<DateOnly>(9),
        row.TextOrNull(10),
        row.GetFieldValue<DateTimeOffset>(11),
        row.GetFieldValue<DateTimeOffset>(12),
        row.GetBoolean(13))
    {
        CreatorId = row.ValueOrNull<Guid>(14),
        CreatorUserId = row.ValueOrNull<Guid>(15),
        ForeignId = row.TextOrNull(16),
        DeductAt = row.ValueOrNull<DateTimeOffset>(17),
        SourceId = row.ValueOrNull<Guid>(18),
        DestinationId = row.ValueOrNull<Guid>(19),
        SourceOptions = ShownOptions.Source(row.TextOrNull(20)),
        DestinationOptions = ShownOptions.Destination(row.TextOrNull(21)),
        IsBatch = row.ValueOrNull<bool>(22),
        IsDestinationConfirmed = row.GetBoolean(23),
        ServiceStart = row.ValueOrNull<DateTimeOffset>(24),
        ServiceEnd = row.ValueOrNull<DateTimeOffset>(25),
        NetTermsDays = row.ValueOrNull<int>(26),
        NoteToSelf = row.TextOrNull(27),
        ShippingMinor = row.ValueOrNull<long>(28),
        SourceFeeMinor = row.ValueOrNull<long>(29),
        DestinationFeeMinor = row.ValueOrNull<long>(30),
        Metadata = JsonSerializer.Deserialize<Dictionary<string, string>>(row.GetString(31), StoredJson.Options)!,
        Policies = ShownApprovals.Policies(row.GetString(32)),
        FailureType = row.TextOrNull(33),
        ProcessedAt = row.ValueOrNull<DateTimeOffset>(34),
        SettledAt = row.ValueOrNull<DateTimeOffset>(35),
        PayOn = row.ValueOrNull<DateOnly>(36),
    };
}
