using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using Quittance.Domain;
using Quittance.Domain.Businesses;
using Quittance.Domain.Intake;
using Quittance.Domain.Invoices;
using Quittance.Domain.Networks;
using Quittance.Server.Storage;

namespace Quittance.Server.Intake;

/// <summary>A delivered bill without its bytes.</summary>
internal sealed record DocumentRow(
    IntakeDocumentId Id, string FileName, IntakeOutcome Outcome, InvoiceId? InvoiceId, IReadOnlyList<DocumentFault> Faults,
    IReadOnlyList<StoredCandidate> Candidates, DateTimeOffset CreatedAt);

/// <summary>A supplier that a bill may be from, as it was when the bill came.</summary>
internal sealed record StoredCandidate(Guid ConnectionId, Guid BusinessId, string Name);

/// <summary>The table <c>intake_documents</c>. The bytes go in sealed, because they name bank accounts.</summary>
internal readonly struct DocumentStore(TenantSession session)
{
    private const string Columns = "id, file_name, outcome, invoice_id, faults, candidates, created_at";

    /// <summary>Makes deliveries of the same bytes wait for each other, so that the second finds the first.</summary>
    public Task HoldAsync(BusinessId business, byte[] sha256, CancellationToken cancel) => session.Sql(
        "select pg_advisory_xact_lock(hashtextextended($1::text || $2::text || encode($3, 'hex'), 0))", business.Value, sha256).ExecuteAsync(cancel);

    public async Task<DocumentRow?> FindAsync(BusinessId business, byte[] sha256, CancellationToken cancel)
    {
        await using var command = session.Sql(
            $"select {Columns} from intake_documents where organization_id = $1 and business_id = $2 and sha256 = $3", business.Value, sha256);
        return (await ReadAllAsync(command, cancel)).SingleOrDefault();
    }

    public async Task<IReadOnlyList<DocumentRow>> ListAsync(BusinessId business, Page page, CancellationToken cancel)
    {
        await using var command = session.Sql(
            $"""
            select {Columns} from intake_documents
            where organization_id = $1 and business_id = $2 and ($3::timestamptz is null or (created_at, id) < ($3, $4::uuid))
            order by created_at desc, id desc
            limit $5 offset $6
            """,
            business.Value, page.AfterCreatedAt, page.AfterId, page.Limit, page.Offset);
        return await ReadAllAsync(command, cancel);
    }

    /// <summary>Keeps a bill's bytes; <see cref="SetOutcomeAsync"/> follows in the same session.</summary>
    public async Task AddAsync(
        IntakeDocumentId id, BusinessId business, string fileName, byte[] sha256, ReadOnlyMemory<byte> content, DateTimeOffset now, CancellationToken cancel) =>
        await session.Sql(
            """
            insert into intake_documents (
                organization_id, id, business_id, file_name, sha256, content_sealed, content_length, outcome, created_at)
            values ($1, $2, $3, $4, $5, $6, $7, 'faulty', $8)
            """,
            id.Value, business.Value, fileName, sha256, await session.Secrets.SealAsync(session, Place(id), content, cancel), content.Length, now).ExecuteAsync(cancel);

    public Task SetOutcomeAsync(ImportResult result, IReadOnlyList<SupplierCandidate> candidates, CancellationToken cancel) => session.Sql(
        "update intake_documents set outcome = $3, invoice_id = $4, faults = $5, candidates = $6 where organization_id = $1 and id = $2",
        result.DocumentId.Value,
        Words.Of(result.Outcome),
        result.InvoiceId?.Value,
        Json(result.Faults),
        Json(candidates.Select(candidate => new StoredCandidate(candidate.ConnectionId.Value, candidate.BusinessId.Value, candidate.Name)))).ExecuteAsync(cancel);

    /// <summary>The suppliers that a business can have bills from: the payees of its active connections.</summary>
    public async Task<IReadOnlyList<SupplierCandidate>> SuppliersOfAsync(BusinessId payer, CancellationToken cancel)
    {
        await using var command = session.Sql(
            """
            select c.id, p.id, p.name, p.siren, p.siret, p.vat, p.ein
            from network_connections c
            join parties p on p.organization_id = c.organization_id and p.id = c.payee_id
            where c.organization_id = $1 and c.payer_id = $2 and c.status = 'active'
              and (p.siren is not null or p.siret is not null or p.vat is not null)
            """,
            payer.Value);
        await using var row = await command.ExecuteReaderAsync(cancel);
        var suppliers = new List<SupplierCandidate>();
        while (await row.ReadAsync(cancel))
        {
            suppliers.Add(new SupplierCandidate(
                new NetworkConnectionId(row.GetGuid(0)),
                new BusinessId(row.GetGuid(1)),
                row.GetString(2),
                RegistrationNumbers.Stored(row.TextOrNull(3), row.TextOrNull(4), row.TextOrNull(5), row.TextOrNull(6))));
        }

        return suppliers;
    }

    /// <summary>Where a document's bytes are sealed: <c>verify</c> opens them by the same name.</summary>
    internal static string Place(IntakeDocumentId id) => $"intake_documents/{id.Value:n}/content";

    private static NpgsqlParameter Json<T>(T value) => new() { Value = JsonSerializer.Serialize(value, StoredJson.Options), NpgsqlDbType = NpgsqlDbType.Jsonb };

    private static async Task<List<DocumentRow>> ReadAllAsync(NpgsqlCommand command, CancellationToken cancel)
    {
        await using var row = await command.ExecuteReaderAsync(cancel);
        var documents = new List<DocumentRow>();
        while (await row.ReadAsync(cancel))
        {
            documents.Add(new DocumentRow(
                new IntakeDocumentId(row.GetGuid(0)),
                row.GetString(1),
                Words.Read<IntakeOutcome>(row.GetString(2)),
                row.ValueOrNull<Guid>(3) is { } invoice ? new InvoiceId(invoice) : null,
                JsonSerializer.Deserialize<DocumentFault[]>(row.GetString(4), StoredJson.Options)!,
                JsonSerializer.Deserialize<StoredCandidate[]>(row.GetString(5), StoredJson.Options)!,
                row.GetFieldValue<DateTimeOffset>(6)));
        }

        return documents;
    }
}
