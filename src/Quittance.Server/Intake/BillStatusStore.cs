using Npgsql;
using Quittance.Domain;
using Quittance.Domain.Intake;
using Quittance.Domain.Invoices;
using Quittance.Server.Jobs;
using Quittance.Server.Storage;

namespace Quittance.Server.Intake;

/// <summary>How far a status has come on its way to the provider.</summary>
internal enum BillStatusState
{
    Waiting,
    Sent,
    Failed,
}

/// <summary>A status of a bill that its provider is told or was told.</summary>
internal sealed record BillStatusRow(
    Guid Id, IntakeDocumentId DocumentId, int Place, InvoiceConnectionId ConnectionId, BillStatus Status, string? ReasonCode, string? Reason, Money? Amount,
    BillStatusState State, string? ExternalId, string? LastError, DateTimeOffset OccurredAt, DateTimeOffset? SentAt);

/// <summary>The table <c>bill_statuses</c>: an append-only record of what was told to a bill's provider.</summary>
internal readonly struct BillStatusStore(TenantSession session)
{
    private const string Columns =
        """
        id, document_id, place, invoice_connection_id, status, reason_code, reason, amount_minor, currency, state, external_id, last_error, occurred_at, sent_at
        """;

    /// <summary>Notes a status to be told, if the document came from a connection that wants to hear it.</summary>
    /// <returns>The status's id and who is told; null when nobody wants to hear it.</returns>
    public async Task<(Guid Id, InvoiceConnectionId Connection)?> AddAsync(
        Actor actor, IntakeDocumentId document, BillStatus status, string? reasonCode, string? reason, Money? amount, DateTimeOffset now, CancellationToken cancel)
    {
        await using var command = session.Sql(
            """
            insert into bill_statuses (
                organization_id, id, document_id, invoice_connection_id, business_id, place, status, reason_code, reason, amount_minor, currency, actor, state,
                occurred_at)
            select $1, $2, d.id, c.id, d.business_id, (select count(*) + 1 from bill_statuses b where b.organization_id = $1 and b.document_id = d.id), $4, $5, $6, $7, $8, $9, 'waiting', $10
            from intake_documents d
            join invoice_connections c on c.organization_id = d.organization_id and c.id = d.invoice_connection_id
            where d.organization_id = $1 and d.id = $3 and c.is_active and $4 = any (c.wanted_statuses)
            returning id, invoice_connection_id
            """,
            Guid.CreateVersion7(now), document.Value, Words.Of(status), reasonCode, reason, amount?.Minor, amount?.Currency.Code, actor.Label, now);
        await using var row = await command.ExecuteReaderAsync(cancel);
        return await row.ReadAsync(cancel) ? (row.GetGuid(0), new InvoiceConnectionId(row.GetGuid(1))) : null;
    }

    public async Task<BillStatusRow?> FindAsync(Guid id, CancellationToken cancel)
    {
        await using var command = session.Sql($"select {Columns} from bill_statuses where organization_id = $1 and id = $2", id);
        return (await ReadAllAsync(command, cancel)).SingleOrDefault();
    }

    /// <summary>What a document's provider was told, in order.</summary>
    public async Task<IReadOnlyList<BillStatusRow>> ListAsync(IntakeDocumentId document, CancellationToken cancel)
    {
        await using var command = session.Sql($"select {Columns} from bill_statuses where organization_id = $1 and document_id = $2 order by place", document.Value);
        return await ReadAllAsync(command, cancel);
    }

    /// <summary>Whether an earlier status of the document still waits: they are told in order.</summary>
    public async Task<bool> WaitsBehindAsync(BillStatusRow status, CancellationToken cancel)
    {
        await using var command = session.Sql(
            """
            select exists (
                select from bill_statuses
                where organization_id = $1 and document_id = $2 and state = 'waiting' and place < $3)
            """,
            status.DocumentId.Value, status.Place);
        return await command.ExecuteScalarAsync(cancel) is true;
    }

    public async Task SetSentAsync(Guid id, SentBillStatus sent, DateTimeOffset now, CancellationToken cancel) => await session.Sql(
        "update bill_statuses set state = 'sent', external_id = $3, file_sealed = $4, last_error = null, sent_at = $5 where organization_id = $1 and id = $2",
        id, sent.ExternalId, await session.Secrets.SealAsync(session, Place(id), sent.File, cancel), now).ExecuteAsync(cancel);

    public Task SetErrorAsync(Guid id, BillStatusState state, string error, CancellationToken cancel) => session.Sql(
        "update bill_statuses set state = $3, last_error = $4 where organization_id = $1 and id = $2", id, Words.Of(state), error).ExecuteAsync(cancel);

    /// <summary>Where a sent message is sealed: rotation and <c>verify</c> open it by the same name.</summary>
    internal static string Place(Guid id) => $"bill_statuses/{id:n}/file";

    private static async Task<List<BillStatusRow>> ReadAllAsync(NpgsqlCommand command, CancellationToken cancel)
    {
        await using var row = await command.ExecuteReaderAsync(cancel);
        var statuses = new List<BillStatusRow>();
        while (await row.ReadAsync(cancel))
        {
            statuses.Add(new BillStatusRow(
                row.GetGuid(0), new IntakeDocumentId(row.GetGuid(1)), row.GetInt32(2), new InvoiceConnectionId(row.GetGuid(3)), Words.Read<BillStatus>(row.GetString(4)),
                row.TextOrNull(5), row.TextOrNull(6), row.IsDBNull(7) ? null : new Money(row.GetInt64(7), Currency.Of(row.GetString(8))),
                Words.Read<BillStatusState>(row.GetString(9)), row.TextOrNull(10), row.TextOrNull(11), row.GetFieldValue<DateTimeOffset>(12),
                row.ValueOrNull<DateTimeOffset>(13)));
        }

        return statuses;
    }
}

/// <summary>How operations note that a bill's provider is to hear of it.</summary>
internal static class BillStatusReporting
{
    public static async Task ReportBillStatusAsync(
        this TenantSession session, Actor actor, IntakeDocumentId document, BillStatus status, string? reasonCode, string? reason, Money? amount, DateTimeOffset now,
        CancellationToken cancel)
    {
        if (await session.BillStatuses.AddAsync(actor, document, status, reasonCode, reason, amount, now, cancel) is var (id, connection))
        {
            await session.AddJobAsync(SendBillStatuses.JobKind, id, connection, now, now, cancel);
        }
    }

    /// <summary>Notes what a step of an invoice means to the provider that its document came from, if it came from one.</summary>
    public static async Task ReportInvoiceStepAsync(this TenantSession session, Actor actor, Invoice before, Invoice after, CancellationToken cancel)
    {
        if (before.Status == after.Status || StatusOf(after) is not { } status || await session.Invoices.DocumentOfAsync(after.Id, cancel) is not { } document)
        {
            return;
        }

        await session.ReportBillStatusAsync(
            actor, document, status, null, null, status == BillStatus.Paid ? after.Amount : null, after.UpdatedAt, cancel);
    }

    // A decline is told by the operation, which knows the reason's code.
    private static BillStatus? StatusOf(Invoice invoice) => invoice.Status switch
    {
        InvoiceStatus.Approved => BillStatus.Approved,
        InvoiceStatus.Paid => BillStatus.Paid,
        _ => null,
    };
}
