using Quittance.Domain.Invoices;
using Quittance.Domain.Payments;
using Quittance.Server.Storage;

namespace Quittance.Server.Payments;

/// <summary>What a payment notes beside its bills in <c>invoice_plans</c>, and what it takes from there.</summary>
internal static class PlanProgress
{
    /// <summary>Notes when bills were processed and settled, and why they failed, as their transaction says now.</summary>
    /// <remarks>A bill that has no plan of its own gets one. One whose payment was called off was not processed.</remarks>
    public static Task NoteProgressAsync(
        this TenantSession session, Transaction transaction, IReadOnlyList<TransactionShare> shares, InvoiceFailureType? failure, CancellationToken cancel)
    {
        var (isCalledOff, isSettled) = (transaction.Status == TransactionStatus.Canceled, transaction.Status == TransactionStatus.Completed);
        foreach (var share in shares)
        {
            session.Shown.InvoiceChanged(share.InvoiceId);
        }

        return session.Sql(
            """
            insert into invoice_plans (organization_id, invoice_id, creator_id, processed_at, settled_at, failure_type)
            select $1, i.id, case i.author when 'payee' then i.payee_id else i.payer_id end, $3::timestamptz, $4::timestamptz, $5::text
            from invoices i
            where i.organization_id = $1 and i.id = any ($2)
            on conflict (organization_id, invoice_id) do update
            set processed_at = excluded.processed_at, failure_type = excluded.failure_type,
                -- What came back had arrived before.
                settled_at = case when $6 then invoice_plans.settled_at else excluded.settled_at end
            """,
            shares.Select(share => share.InvoiceId.Value).ToArray(),
            isCalledOff ? null : transaction.CreatedAt,
            isSettled ? transaction.UpdatedAt : null,
            failure is { } type ? Words.Of(type) : null,
            transaction.Status == TransactionStatus.Returned).ExecuteAsync(cancel);
    }

    /// <summary>The platform's markups on these bills, all together; null where none has one.</summary>
    public static async Task<(long? SourceMinor, long? DestinationMinor)> FeesOfAsync(
        this TenantSession session, IEnumerable<InvoiceId> invoices, CancellationToken cancel)
    {
        await using var command = session.Sql(
            """
            select sum(source_fee_minor)::bigint, sum(destination_fee_minor)::bigint
            from invoice_plans
            where organization_id = $1 and invoice_id = any ($2)
            """,
            invoices.Select(invoice => invoice.Value).ToArray());
        await using var row = await command.ExecuteReaderAsync(cancel);
        await row.ReadAsync(cancel);
        return (row.ValueOrNull<long>(0), row.ValueOrNull<long>(1));
    }
}
