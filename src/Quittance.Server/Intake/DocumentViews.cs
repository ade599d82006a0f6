using System.Text.Json;
using Npgsql;
using Quittance.Domain.Businesses;
using Quittance.Domain.Intake;
using Quittance.Domain.Invoices;
using Quittance.Server.Storage;

namespace Quittance.Server.Intake;

/// <summary>Reads delivered bills for lists and queues.</summary>
internal readonly struct DocumentViews(TenantSession session)
{
    // Candidates are looked up anew: they may have another name or number by now, or be archived.
    private const string Select =
        """
        select d.id, d.business_id, d.provider, d.invoice_connection_id, d.external_id, d.file_name, d.outcome, d.number, d.issue_date, d.due_date,
            d.currency, d.net, d.vat, d.gross, d.due, d.supplier_name, d.supplier_siren, d.supplier_siret, d.supplier_vat, d.invoice_id, d.supplier_id,
            d.match_rule, jsonb_array_length(d.faults), d.created_at, d.updated_at,
            (select coalesce(json_agg(json_build_object(
                    'connectionId', k."connectionId", 'businessId', p.id, 'name', p.name, 'siren', p.siren, 'siret', p.siret, 'vat', p.vat,
                    'isActive', c.status = 'active') order by p.name, p.id), '[]')
                from jsonb_to_recordset(d.candidates) as k ("connectionId" uuid, "businessId" uuid)
                join parties p on p.organization_id = d.organization_id and p.id = k."businessId"
                join network_connections c on c.organization_id = d.organization_id and c.id = k."connectionId")
        from intake_documents d
        """;

    private const string Narrowed =
        """
        where d.organization_id = $1
          and ($2::uuid is null or d.business_id = $2)
          and ($3::text is null or d.outcome = $3)
          and ($4::text is null or d.provider = $4)
          and ($5::text is null or d.supplier_siret = $5)
          and ($6::text is null or d.number = $6)
          and ($7::text is null or d.external_id = $7)
          and ($8::date is null or d.issue_date >= $8)
          and ($9::date is null or d.issue_date < $9)
          and ($10::timestamptz is null or d.created_at >= $10)
          and ($11::timestamptz is null or d.created_at < $11)
          and ($12::timestamptz is null or d.updated_at >= $12)
          and ($13::timestamptz is null or d.updated_at < $13)
        """;

    public async Task<DocumentView> GetAsync(IntakeDocumentId id, CancellationToken cancel)
    {
        await using var command = session.Sql($"{Select} where d.organization_id = $1 and d.id = $2", id.Value);
        return (await ReadAllAsync(command, cancel)).SingleOrDefault() ?? throw DocumentStore.NotFound();
    }

    /// <summary>The documents that the filter lets through, the oldest first.</summary>
    public async Task<IReadOnlyList<DocumentView>> ListAsync(DocumentFilter filter, Guid? after, int limit, CancellationToken cancel)
    {
        await using var command = session.Sql(
            $"{Select} {Narrowed} and ($14::uuid is null or d.id > $14) order by d.id limit $15", [.. Values(filter), after, limit]);
        return await ReadAllAsync(command, cancel);
    }

    /// <summary>The same in the order of their last change, so that a document which changes comes again after all that was seen.</summary>
    public async Task<IReadOnlyList<DocumentView>> ListByChangeAsync(DocumentFilter filter, DocumentPlace? after, int limit, CancellationToken cancel)
    {
        await using var command = session.Sql(
            $"""
            {Select} {Narrowed} and ($14::timestamptz is null or (d.updated_at, d.id) > ($14, $15::uuid))
            order by d.updated_at, d.id
            limit $16
            """,
            [.. Values(filter), after?.UpdatedAt, after?.Id, limit]);
        return await ReadAllAsync(command, cancel);
    }

    /// <summary>When a document changed last; null if the session sees no such document.</summary>
    public async Task<DateTimeOffset?> ChangedAtAsync(Guid id, CancellationToken cancel)
    {
        await using var command = session.Sql("select updated_at from intake_documents where organization_id = $1 and id = $2", id);
        await using var row = await command.ExecuteReaderAsync(cancel);
        return await row.ReadAsync(cancel) ? row.GetFieldValue<DateTimeOffset>(0) : null;
    }

    private static object?[] Values(DocumentFilter filter) =>
    [
        filter.Business?.Value, filter.Outcome is { } outcome ? Words.Of(outcome) : null, filter.Provider, filter.SupplierSiret, filter.Number, filter.ExternalId,
        filter.IssuedFrom, filter.IssuedTo, filter.CreatedFrom, filter.CreatedTo, filter.UpdatedFrom, filter.UpdatedTo,
    ];

    private static async Task<List<DocumentView>> ReadAllAsync(NpgsqlCommand command, CancellationToken cancel)
    {
        await using var row = await command.ExecuteReaderAsync(cancel);
        var documents = new List<DocumentView>();
        while (await row.ReadAsync(cancel))
        {
            documents.Add(Read(row));
        }

        return documents;
    }

    private static DocumentView Read(NpgsqlDataReader row) => new(
        new IntakeDocumentId(row.GetGuid(0)),
        new BusinessId(row.GetGuid(1)),
        row.GetString(2),
        row.ValueOrNull<Guid>(3) is { } connection ? new InvoiceConnectionId(connection) : null,
        row.TextOrNull(4),
        row.GetString(5),
        Words.Read<IntakeOutcome>(row.GetString(6)),
        row.TextOrNull(7),
        row.ValueOrNull<DateOnly>(8),
        row.ValueOrNull<DateOnly>(9),
        row.TextOrNull(10),
        row.ValueOrNull<decimal>(11),
        row.ValueOrNull<decimal>(12),
        row.ValueOrNull<decimal>(13),
        row.ValueOrNull<decimal>(14),
        row.TextOrNull(15),
        row.TextOrNull(16),
        row.TextOrNull(17),
        row.TextOrNull(18),
        row.ValueOrNull<Guid>(19) is { } invoice ? new InvoiceId(invoice) : null,
        row.ValueOrNull<Guid>(20) is { } supplier ? new BusinessId(supplier) : null,
        row.TextOrNull(21) is { } rule ? Words.Read<SupplierMatchRule>(rule) : null,
        row.GetInt32(22),
        JsonSerializer.Deserialize<CandidateView[]>(row.GetString(25), StoredJson.Options)!,
        row.GetFieldValue<DateTimeOffset>(23),
        row.GetFieldValue<DateTimeOffset>(24));
}
