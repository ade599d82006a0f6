using NpgsqlTypes;
using Npgsql;
using Quittance.Domain.Businesses;
using Quittance.Domain.Intake;
using Quittance.Server.Jobs;
using Quittance.Server.Storage;

namespace Quittance.Server.Intake;

/// <summary>What became of a bill that a provider announced.</summary>
internal enum ProviderBillStatus
{
    Announced,
    Imported,
    Gone,
    Failed,
}

/// <summary>A bill that a provider says is there.</summary>
internal sealed record ProviderBill(
    Guid Id, InvoiceConnectionId ConnectionId, BusinessId BusinessId, string ExternalId, string Version, ProviderBillStatus Status, IntakeDocumentId? DocumentId, string? LastError,
    DateTimeOffset UpdatedAt);

/// <summary>The table <c>provider_bills</c>: what was announced, so that nothing between hearing of a bill and having it can be lost.</summary>
internal readonly struct ProviderBillStore(TenantSession session)
{
    private const string Columns = "id, invoice_connection_id, business_id, external_id, version, status, document_id, last_error, updated_at";

    /// <summary>Takes note of bills and asks for each that is new or changed to be fetched. What is known in this version changes nothing.</summary>
    /// <returns>How many are to be fetched.</returns>
    public async Task<int> AnnounceAsync(
        InvoiceConnectionId connection, BusinessId business, IReadOnlyList<AnnouncedBill> bills, DateTimeOffset now, CancellationToken cancel)
    {
        // One statement cannot touch a row twice; the last word on a bill is the one that counts.
        var last = bills.GroupBy(bill => bill.ExternalId, StringComparer.Ordinal).Select(same => same.Last()).ToList();
        if (last.Count == 0)
        {
            return 0;
        }

        await using var command = session.Sql(
            """
            insert into provider_bills (organization_id, id, invoice_connection_id, business_id, external_id, version, status, announced_at, updated_at)
            select $1, n.id, $2, $3, n.external_id, n.version, case when n.is_gone then 'gone' else 'announced' end, $8, $8
            from unnest($4::uuid[], $5::text[], $6::text[], $7::boolean[]) as n (id, external_id, version, is_gone)
            on conflict (organization_id, invoice_connection_id, external_id) do update
            set version = excluded.version, status = excluded.status, last_error = null, updated_at = excluded.updated_at
            where provider_bills.version <> excluded.version
            returning id, status = 'announced'
            """,
            connection.Value, business.Value, last.Select(_ => Guid.CreateVersion7(now)).ToArray(), last.Select(bill => bill.ExternalId).ToArray(),
            last.Select(bill => bill.Version).ToArray(), last.Select(bill => bill.IsGone).ToArray(), now);
        var wanted = new List<Guid>();
        await using (var row = await command.ExecuteReaderAsync(cancel))
        {
            while (await row.ReadAsync(cancel))
            {
                if (row.GetBoolean(1))
                {
                    wanted.Add(row.GetGuid(0));
                }
            }
        }

        await session.AddJobsAsync(FetchBills.JobKind, wanted, connection, now, now, cancel);
        return wanted.Count;
    }

    public async Task<ProviderBill?> FindAsync(Guid id, CancellationToken cancel)
    {
        await using var command = session.Sql($"select {Columns} from provider_bills where organization_id = $1 and id = $2", id);
        return (await ReadAllAsync(command, cancel)).SingleOrDefault();
    }

    /// <summary>Bills of a connection that are not imported, the latest first.</summary>
    public async Task<IReadOnlyList<ProviderBill>> ListOpenAsync(InvoiceConnectionId connection, ProviderBillStatus status, int most, CancellationToken cancel)
    {
        await using var command = session.Sql(
            $"""
            select {Columns} from provider_bills
            where organization_id = $1 and invoice_connection_id = $2 and status = $3 and status <> 'imported'
            order by updated_at desc
            limit $4
            """,
            connection.Value, Words.Of(status), most);
        return await ReadAllAsync(command, cancel);
    }

    /// <summary>The bill is here. A version that was announced meanwhile is fetched once more.</summary>
    public Task SetImportedAsync(ProviderBill bill, IntakeDocumentId? document, DateTimeOffset now, CancellationToken cancel) => session.Sql(
        """
        update provider_bills
        set document_id = coalesce($4, document_id), updated_at = $5, last_error = null, status = case when version = $3 then 'imported' else status end
        where organization_id = $1 and id = $2
        """,
        bill.Id, bill.Version, new NpgsqlParameter { Value = (object?)document?.Value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid }, now).ExecuteAsync(cancel);

    /// <summary>What went wrong, and whether that is the end of it.</summary>
    public Task SetErrorAsync(ProviderBill bill, ProviderBillStatus status, string error, DateTimeOffset now, CancellationToken cancel) => session.Sql(
        "update provider_bills set status = $4, last_error = $5, updated_at = $6 where organization_id = $1 and id = $2 and version = $3",
        bill.Id, bill.Version, Words.Of(status), error, now).ExecuteAsync(cancel);

    /// <summary>Asks again for everything of a connection that was announced and not fetched: it was switched off in between, or is asked to try again.</summary>
    public async Task ResumeAsync(InvoiceConnectionId connection, DateTimeOffset now, CancellationToken cancel)
    {
        await using var command = session.Sql(
            "select id from provider_bills where organization_id = $1 and invoice_connection_id = $2 and status = 'announced'", connection.Value);
        var waiting = new List<Guid>();
        await using (var row = await command.ExecuteReaderAsync(cancel))
        {
            while (await row.ReadAsync(cancel))
            {
                waiting.Add(row.GetGuid(0));
            }
        }

        await session.AddJobsAsync(FetchBills.JobKind, waiting, connection, now, now, cancel);
    }

    /// <summary>Gives what was given up another chance.</summary>
    public Task RetryFailedAsync(InvoiceConnectionId connection, DateTimeOffset now, CancellationToken cancel) => session.Sql(
        """
        update provider_bills set status = 'announced', updated_at = $3
        where organization_id = $1 and invoice_connection_id = $2 and status = 'failed'
        """,
        connection.Value, now).ExecuteAsync(cancel);

    /// <summary>Gives up what a deleted connection has announced and not delivered.</summary>
    public Task AbandonAsync(InvoiceConnectionId connection, DateTimeOffset now, CancellationToken cancel) => session.Sql(
        """
        update provider_bills
        set status = 'failed', last_error = 'The connection was deleted before the bill was fetched.', updated_at = $3
        where organization_id = $1 and invoice_connection_id = $2 and status = 'announced'
        """,
        connection.Value, now).ExecuteAsync(cancel);

    private static async Task<List<ProviderBill>> ReadAllAsync(NpgsqlCommand command, CancellationToken cancel)
    {
        await using var row = await command.ExecuteReaderAsync(cancel);
        var bills = new List<ProviderBill>();
        while (await row.ReadAsync(cancel))
        {
            bills.Add(new ProviderBill(
                row.GetGuid(0), new InvoiceConnectionId(row.GetGuid(1)), new BusinessId(row.GetGuid(2)), row.GetString(3), row.GetString(4),
                Words.Read<ProviderBillStatus>(row.GetString(5)), row.ValueOrNull<Guid>(6) is { } document ? new IntakeDocumentId(document) : null,
                row.TextOrNull(7), row.GetFieldValue<DateTimeOffset>(8)));
        }

        return bills;
    }
}
