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
    IntakeDocumentId Id, BusinessId BusinessId, string FileName, IntakeOutcome Outcome, InvoiceId? InvoiceId, IReadOnlyList<DocumentFault> Faults,
    IReadOnlyList<StoredCandidate> Candidates, DateTimeOffset CreatedAt);

/// <summary>A supplier that a bill may be from, as it was when the bill came.</summary>
internal sealed record StoredCandidate(Guid ConnectionId, Guid BusinessId, string Name);

/// <summary>The table <c>intake_documents</c>. The bytes go in sealed, because they name bank accounts.</summary>
internal readonly struct DocumentStore(TenantSession session)
{
    /// <summary>The provider of documents that somebody sent themselves.</summary>
    public const string Upload = "upload";

    // Of a connection c and its payee p.
    private const string SupplierColumns = "c.id, p.id, p.name, p.siren, p.siret, p.vat, p.ein";

    private const string Columns = "id, business_id, file_name, outcome, invoice_id, faults, candidates, created_at";

    /// <summary>Makes deliveries of the same bytes wait for each other, so that the second finds the first.</summary>
    public Task HoldAsync(BusinessId business, byte[] sha256, CancellationToken cancel) => session.Sql(
        "select pg_advisory_xact_lock(hashtextextended($1::text || $2::text || encode($3, 'hex'), 0))", business.Value, sha256).ExecuteAsync(cancel);

    /// <summary>A document by its bytes, held until the session ends: nobody may choose its supplier meanwhile.</summary>
    public async Task<DocumentRow?> LockAsync(BusinessId business, byte[] sha256, CancellationToken cancel)
    {
        await using var command = session.Sql(
            $"select {Columns} from intake_documents where organization_id = $1 and business_id = $2 and sha256 = $3 for update", business.Value, sha256);
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

    /// <summary>Keeps a bill's bytes; <see cref="SettleAsync"/> follows in the same session.</summary>
    public async Task AddAsync(IntakeDocumentId id, BusinessId business, DeliveredDocument document, byte[] sha256, DateTimeOffset now, CancellationToken cancel) =>
        await session.Sql(
            """
            insert into intake_documents (
                organization_id, id, business_id, file_name, sha256, content_sealed, content_length, outcome, provider, invoice_connection_id, external_id,
                created_at, updated_at)
            values ($1, $2, $3, $4, $5, $6, $7, 'faulty', $8, $9, $10, $11, $11)
            """,
            id.Value, business.Value, document.FileName, sha256, await session.Secrets.SealAsync(session, Place(id), document.Content, cancel),
            (long)document.Content.Length, document.Origin?.Provider ?? Upload, document.Origin?.ConnectionId.Value, document.Origin?.ExternalId, now).ExecuteAsync(cancel);

    /// <summary>Writes what became of a document, what it says, and whose it is.</summary>
    /// <param name="says">Null for a document that cannot be read.</param>
    public async Task SettleAsync(ImportResult result, EInvoice? says, SupplierMatch match, DateTimeOffset now, CancellationToken cancel)
    {
        var seller = says is null ? null : PartyNumbers.Of(says.Seller);
        var details = says is null
            ? null
            : await session.Secrets.SealAsync(session, DetailsPlace(result.DocumentId), JsonSerializer.SerializeToUtf8Bytes(says, StoredJson.Options), cancel);
        await session.Sql(
            """
            update intake_documents
            set outcome = $3, invoice_id = $4, faults = $5, candidates = $6, details_sealed = $7, number = $8, issue_date = $9, due_date = $10,
                currency = $11, net = $12, vat = $13, gross = $14, due = $15, supplier_name = $16, supplier_siren = $17, supplier_siret = $18,
                supplier_vat = $19, supplier_id = $20, match_rule = $21, updated_at = $22
            where organization_id = $1 and id = $2
            """,
            result.DocumentId.Value, Words.Of(result.Outcome), result.InvoiceId?.Value, Json(result.Faults),
            Json(Stored(match.Candidates)),
            details, says?.Number, says?.IssueDate, says?.DueDate, says?.CurrencyCode, says?.Totals.WithoutVat, says?.Totals.Vat, says?.Totals.WithVat,
            says?.Totals.Due, says?.Seller.Name, seller?.EffectiveSiren?.Text, seller?.Siret?.Text, seller?.Vat?.Text,
            match.Supplier?.BusinessId.Value, match.Rule is { } rule ? Words.Of(rule) : null, now).ExecuteAsync(cancel);
    }

    public Task<DocumentRow> GetAsync(IntakeDocumentId id, CancellationToken cancel) =>
        OneAsync(session.Sql($"select {Columns} from intake_documents where organization_id = $1 and id = $2", id.Value), cancel);

    /// <summary>A document, held until the session ends.</summary>
    public Task<DocumentRow> LockAsync(IntakeDocumentId id, CancellationToken cancel) =>
        OneAsync(session.Sql($"select {Columns} from intake_documents where organization_id = $1 and id = $2 for update", id.Value), cancel);

    /// <summary>Writes who a document may be from, when nobody could be recognised.</summary>
    public Task SetCandidatesAsync(IntakeDocumentId id, IReadOnlyList<SupplierCandidate> candidates, DateTimeOffset now, CancellationToken cancel) => session.Sql(
        "update intake_documents set candidates = $3, updated_at = $4 where organization_id = $1 and id = $2", id.Value, Json(Stored(candidates)), now).ExecuteAsync(cancel);

    /// <summary>The documents of a business that wait for a supplier and share a number with one of these, some at a time, the oldest first.</summary>
    public async Task<IReadOnlyList<DocumentRow>> ListUnmatchedAsync(
        BusinessId business, IReadOnlyList<SupplierCandidate> suppliers, IntakeDocumentId after, int most, CancellationToken cancel)
    {
        await using var command = session.Sql(
            $"""
            select {Columns} from intake_documents
            where organization_id = $1 and business_id = $2 and outcome = 'unmatched' and id > $3
              and (supplier_siret = any ($4) or supplier_siren = any ($5) or supplier_vat = any ($6)
                or (supplier_vat like 'FR%' and substr(supplier_vat, 5) = any ($5)))
            order by id
            limit $7
            """,
            business.Value,
            after.Value,
            suppliers.Select(supplier => supplier.Numbers.Siret?.Text).OfType<string>().ToArray(),
            suppliers.Select(supplier => supplier.Numbers.EffectiveSiren?.Text).OfType<string>().ToArray(),
            suppliers.Select(supplier => supplier.Numbers.Vat?.Text).OfType<string>().ToArray(),
            most);
        return await ReadAllAsync(command, cancel);
    }

    /// <summary>The supplier that a person chose for an earlier document of the same bill from the same seller, if bills can still come from it.</summary>
    public async Task<SupplierCandidate?> FindChosenAsync(DocumentOrigin origin, EInvoiceParty seller, CancellationToken cancel)
    {
        var numbers = PartyNumbers.Of(seller);
        await using var command = session.Sql(
            $"""
            select {SupplierColumns}
            from intake_documents d
            join network_connections c on c.organization_id = d.organization_id and c.payer_id = d.business_id and c.payee_id = d.supplier_id and c.status = 'active'
            join parties p on p.organization_id = c.organization_id and p.id = c.payee_id
            where d.organization_id = $1 and d.invoice_connection_id = $2 and d.external_id = $3 and d.match_rule = 'manual'
              and (d.supplier_name, d.supplier_siren, d.supplier_siret, d.supplier_vat) is not distinct from ($4::text, $5::text, $6::text, $7::text)
            order by d.updated_at desc
            limit 1
            """,
            origin.ConnectionId.Value, origin.ExternalId, seller.Name, numbers.EffectiveSiren?.Text, numbers.Siret?.Text, numbers.Vat?.Text);
        return (await ReadSuppliersAsync(command, cancel)).SingleOrDefault();
    }

    /// <summary>A document's bytes as they were delivered.</summary>
    public async Task<byte[]> OpenContentAsync(IntakeDocumentId id, CancellationToken cancel)
    {
        await using var command = session.Sql("select content_sealed from intake_documents where organization_id = $1 and id = $2", id.Value);
        var box = await command.ExecuteScalarAsync(cancel) as byte[] ?? throw NotFound();
        return await session.Secrets.OpenAsync(session, Place(id), box, cancel);
    }

    /// <summary>The provider's id of the bill that a document is; empty for an upload.</summary>
    public async Task<string> ExternalIdOfAsync(IntakeDocumentId id, CancellationToken cancel)
    {
        await using var command = session.Sql("select external_id from intake_documents where organization_id = $1 and id = $2", id.Value);
        return await command.ExecuteScalarAsync(cancel) as string ?? "";
    }

    /// <summary>Everything that a document says; null for one that cannot be read. It names bank accounts: mask them before they are shown.</summary>
    public async Task<EInvoice?> OpenDetailsAsync(IntakeDocumentId id, CancellationToken cancel)
    {
        await using var command = session.Sql("select details_sealed from intake_documents where organization_id = $1 and id = $2", id.Value);
        return await command.ExecuteScalarAsync(cancel) is byte[] box
            ? JsonSerializer.Deserialize<EInvoice>(await session.Secrets.OpenAsync(session, DetailsPlace(id), box, cancel), StoredJson.Options)
            : null;
    }

    /// <summary>The suppliers that a business can have bills from: the payees of its active connections.</summary>
    public async Task<IReadOnlyList<SupplierCandidate>> SuppliersOfAsync(BusinessId payer, CancellationToken cancel)
    {
        await using var command = session.Sql(
            $"""
            select {SupplierColumns}
            from network_connections c
            join parties p on p.organization_id = c.organization_id and p.id = c.payee_id
            where c.organization_id = $1 and c.payer_id = $2 and c.status = 'active'
              and (p.siren is not null or p.siret is not null or p.vat is not null)
            """,
            payer.Value);
        return await ReadSuppliersAsync(command, cancel);
    }

    /// <summary>Where a document's bytes are sealed: <c>verify</c> opens them by the same name.</summary>
    internal static string Place(IntakeDocumentId id) => $"intake_documents/{id.Value:n}/content";

    /// <summary>Where what a document says is sealed.</summary>
    internal static string DetailsPlace(IntakeDocumentId id) => $"intake_documents/{id.Value:n}/details";

    internal static RefusedException NotFound() => new(Refusal.NotFound, "There is no such document.");

    private static async Task<DocumentRow> OneAsync(NpgsqlCommand command, CancellationToken cancel)
    {
        await using (command)
        {
            return (await ReadAllAsync(command, cancel)).SingleOrDefault() ?? throw NotFound();
        }
    }

    private static IEnumerable<StoredCandidate> Stored(IReadOnlyList<SupplierCandidate> candidates) =>
        candidates.Select(candidate => new StoredCandidate(candidate.ConnectionId.Value, candidate.BusinessId.Value, candidate.Name));

    private static NpgsqlParameter Json<T>(T value) => new() { Value = JsonSerializer.Serialize(value, StoredJson.Options), NpgsqlDbType = NpgsqlDbType.Jsonb };

    private static async Task<List<SupplierCandidate>> ReadSuppliersAsync(NpgsqlCommand command, CancellationToken cancel)
    {
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

    private static async Task<List<DocumentRow>> ReadAllAsync(NpgsqlCommand command, CancellationToken cancel)
    {
        await using var row = await command.ExecuteReaderAsync(cancel);
        var documents = new List<DocumentRow>();
        while (await row.ReadAsync(cancel))
        {
            documents.Add(new DocumentRow(
                new IntakeDocumentId(row.GetGuid(0)),
                new BusinessId(row.GetGuid(1)),
                row.GetString(2),
                Words.Read<IntakeOutcome>(row.GetString(3)),
                row.ValueOrNull<Guid>(4) is { } invoice ? new InvoiceId(invoice) : null,
                JsonSerializer.Deserialize<DocumentFault[]>(row.GetString(5), StoredJson.Options)!,
                JsonSerializer.Deserialize<StoredCandidate[]>(row.GetString(6), StoredJson.Options)!,
                row.GetFieldValue<DateTimeOffset>(7)));
        }

        return documents;
    }
}
