using Npgsql;
using Quittance.Domain;
using Quittance.Domain.Businesses;
using Quittance.Domain.Intake;
using Quittance.Domain.Invoices;
using Quittance.Domain.Networks;
using Quittance.Domain.Payments;
using Quittance.Server.Networks;
using Quittance.Server.Storage;

namespace Quittance.Server.Invoices;

/// <summary>An invoice with what its organization knows beside it.</summary>
/// <param name="DestinationId">The bank account that the bill names; known in the payer's organization only.</param>
/// <param name="DuplicateOf">Another invoice that this one probably repeats.</param>
internal sealed record InvoiceRow(
    Invoice Invoice, string PayerName, string PayeeName, PaymentMethodId? DestinationId, BankAccountEvidence? Account, Guid? DocumentId, InvoiceId? DuplicateOf);

/// <summary>Which invoices are wanted.</summary>
/// <param name="BusinessId">On either side; null for all that the session sees.</param>
/// <param name="Role">The side that <paramref name="BusinessId"/> has.</param>
internal sealed record InvoiceFilter(BusinessId? BusinessId, ConnectionRole? Role, NetworkConnectionId? ConnectionId, IReadOnlyList<InvoiceStatus> Statuses);

/// <summary>The tables <c>invoices</c> and <c>invoice_lines</c>. Between two organizations each has a row; the payer's is the record.</summary>
/// <remarks>Bills without a payee or an amount are not invoices yet and are out of sight here: <c>InvoiceDraftStore</c> has them.</remarks>
internal readonly struct InvoiceStore(TenantSession session)
{
    // The likely duplicate is asked for through the walls, so that nobody learns of a bill that they may not see.
    private const string Columns =
        """
        i.id, i.connection_id, i.payer_id, i.payee_id, i.author, i.currency, i.amount_minor, i.paid_minor, i.due_date, i.number, i.invoice_date,
        i.memo, i.tax_minor, i.prepaid_minor, i.status, i.approved_by, i.approved_at, i.decline_reason, i.created_at, i.updated_at,
        payer.name, payee.name, i.destination_id, i.account_evidence, i.document_id,
        (select d.id from invoices d where d.organization_id = i.organization_id and d.id = i.duplicate_of)
        """;

    private const string From =
        """
        from invoices i
        join parties payer on payer.organization_id = i.organization_id and payer.id = i.payer_id
        join parties payee on payee.organization_id = i.organization_id and payee.id = i.payee_id and i.connection_id is not null
        """;

    private const string Narrowed =
        """
        i.organization_id = $1
        and (cardinality($2::text[]) = 0 or i.status = any ($2))
        and ($3::timestamptz is null or (i.created_at, i.id) < ($3, $4::uuid))
        """;

    private const string Listed = $"select {Columns} {From} where {Narrowed}";

    private const string Newest = "order by i.created_at desc, i.id desc";

    public async Task AddAsync(Invoice invoice, CancellationToken cancel)
    {
        await WriteAsync(
            session.Sql(
                """
                insert into invoices (
                    organization_id, id, connection_id, payer_id, payee_id, author, currency, amount_minor, paid_minor, due_date, number,
                    invoice_date, memo, tax_minor, prepaid_minor, status, approved_by, approved_at, decline_reason, updated_at, created_at)
                values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)
                """,
                [
                    invoice.Id.Value, invoice.ConnectionId.Value, invoice.PayerId.Value, invoice.PayeeId.Value, Words.Of(invoice.Author),
                    .. Changing(invoice), invoice.CreatedAt,
                ]),
            invoice,
            cancel);
        await PutLinesAsync(invoice.Id, invoice.Details.Lines, invoice.UpdatedAt, cancel);
    }

    /// <summary>The delivered document that an invoice was made from; null for one that was written here.</summary>
    public async Task<IntakeDocumentId?> DocumentOfAsync(InvoiceId id, CancellationToken cancel)
    {
        await using var command = session.Sql("select document_id from invoices where organization_id = $1 and id = $2", id.Value);
        return await command.ExecuteScalarAsync(cancel) is Guid document ? new IntakeDocumentId(document) : null;
    }

    /// <summary>Writes all that can change. A line keeps its id and notes by its position.</summary>
    public async Task UpdateAsync(Invoice invoice, CancellationToken cancel)
    {
        await WriteAsync(
            session.Sql(
                """
                update invoices
                set currency = $3, amount_minor = $4, paid_minor = $5, due_date = $6, number = $7, invoice_date = $8, memo = $9, tax_minor = $10,
                    prepaid_minor = $11, status = $12, approved_by = $13, approved_at = $14, decline_reason = $15, updated_at = $16
                where organization_id = $1 and id = $2
                """,
                [invoice.Id.Value, .. Changing(invoice)]),
            invoice,
            cancel);
        await ReplaceLinesAsync(invoice.Id, invoice.Details.Lines, invoice.UpdatedAt, cancel);
    }

    /// <summary>Writes the lines of a bill, by position, and takes away those that are too many.</summary>
    internal async Task ReplaceLinesAsync(InvoiceId id, IReadOnlyList<InvoiceLine> lines, DateTimeOffset now, CancellationToken cancel)
    {
        await session.Sql(
            "delete from invoice_lines where organization_id = $1 and invoice_id = $2 and position >= $3", id.Value, lines.Count).ExecuteAsync(cancel);
        await PutLinesAsync(id, lines, now, cancel);
    }

    /// <summary>Says what an imported bill brought along; the other organization never sees it.</summary>
    public Task SetOriginAsync(
        InvoiceId id, Guid? document, PaymentMethodId? destination, BankAccountEvidence account, InvoiceId? duplicateOf, CancellationToken cancel)
    {
        session.Shown.InvoiceChanged(id);
        return session.Sql(
            """
            update invoices set document_id = $3, destination_id = $4, account_evidence = $5, duplicate_of = $6
            where organization_id = $1 and id = $2
            """,
            id.Value, document, destination?.Value, Words.Of(account), duplicateOf?.Value).ExecuteAsync(cancel);
    }

    public Task SetDuplicateAsync(InvoiceId id, InvoiceId? duplicateOf, CancellationToken cancel) => session.Sql(
        "update invoices set duplicate_of = $3 where organization_id = $1 and id = $2", id.Value, duplicateOf?.Value).ExecuteAsync(cancel);

    /// <summary>Takes an invoice away that nothing refers to.</summary>
    public async Task DeleteAsync(InvoiceId id, CancellationToken cancel)
    {
        try
        {
            await session.Sql("delete from invoices where organization_id = $1 and id = $2", id.Value).ExecuteAsync(cancel);
            await session.Sql("set constraints all immediate").ExecuteAsync(cancel); // A document's reference is else asked about at the commit.
        }
        catch (PostgresException used) when (used.SqlState == PostgresErrorCodes.ForeignKeyViolation)
        {
            throw new RefusedException(Refusal.InvoiceStepRefused, $"Invoice {id} has a document or a payment on record and cannot be deleted. Cancel it instead.");
        }
    }

    public async Task<InvoiceRow?> FindAsync(InvoiceId id, CancellationToken cancel)
    {
        await using var command = session.Sql($"select {Columns} {From} where i.organization_id = $1 and i.id = $2", id.Value);
        return await WithLinesAsync(command, cancel);
    }

    public async Task<InvoiceRow> GetAsync(InvoiceId id, CancellationToken cancel) => await FindAsync(id, cancel) ?? throw NotFound();

    /// <summary>Reads an invoice and holds its row until the session ends, so that what is decided about it queues up.</summary>
    /// <remarks>For one that joins two organizations take <see cref="BothSides.LockInvoiceAsync"/>, which holds both rows in one order.</remarks>
    internal async Task<InvoiceRow> LockOwnAsync(InvoiceId id, CancellationToken cancel)
    {
        await using var command = session.Sql($"select {Columns} {From} where i.organization_id = $1 and i.id = $2 for update of i", id.Value);
        return await WithLinesAsync(command, cancel) ?? throw NotFound();
    }

    public async Task<InvoiceId?> FindByNumberAsync(NetworkConnectionId connection, string number, CancellationToken cancel)
    {
        await using var command = session.Sql(
            "select id from invoices where organization_id = $1 and connection_id = $2 and number = $3", connection.Value, number);
        return await command.ExecuteScalarAsync(cancel) is Guid id ? new InvoiceId(id) : null;
    }

    /// <summary>Holds the row if the organization has one.</summary>
    internal async Task<bool> LockIfThereAsync(InvoiceId id, CancellationToken cancel)
    {
        await using var command = session.Sql("select 1 from invoices where organization_id = $1 and id = $2 for update", id.Value);
        return await command.ExecuteScalarAsync(cancel) is not null;
    }

    /// <summary>Invoices without their lines, newest first.</summary>
    public async Task<IReadOnlyList<InvoiceRow>> ListAsync(InvoiceFilter filter, Page page, CancellationToken cancel)
    {
        await using var command = ListOf(filter, Values(filter, page));
        await using var row = await command.ExecuteReaderAsync(cancel);
        var invoices = new List<InvoiceRow>();
        while (await row.ReadAsync(cancel))
        {
            invoices.Add(Read(row));
        }

        return invoices;
    }

    // One text for each way in, so that each finds its own index; a side that may be either is the newest of both.
    private NpgsqlCommand ListOf(InvoiceFilter filter, object?[] values) => (filter.ConnectionId, filter.BusinessId, filter.Role) switch
    {
        ({ } connection, _, _) => session.Sql(
            $"""
            {Listed} and i.connection_id = $7 and ($8::uuid is null
                or (i.payer_id = $8 and $9::text is distinct from 'payee') or (i.payee_id = $8 and $9::text is distinct from 'payer'))
            {Newest} limit $5 offset $6
            """,
            [.. values, connection.Value, filter.BusinessId?.Value, filter.Role is { } role ? Words.Of(role) : null]),
        (null, { } payer, ConnectionRole.Payer) => session.Sql($"{Listed} and i.payer_id = $7 {Newest} limit $5 offset $6", [.. values, payer.Value]),
        (null, { } payee, ConnectionRole.Payee) => session.Sql($"{Listed} and i.payee_id = $7 {Newest} limit $5 offset $6", [.. values, payee.Value]),
        (null, { } either, null) => session.Sql(
            $"""
            select {Columns} {From}
            where i.organization_id = $1 and i.id = any (array(
                (select i.id from invoices i where {Narrowed} and i.payer_id = $7 {Newest} limit $5::int + $6::int)
                union all
                (select i.id from invoices i where {Narrowed} and i.payee_id = $7 {Newest} limit $5::int + $6::int)))
            {Newest} limit $5 offset $6
            """,
            [.. values, either.Value]),
        _ => session.Sql($"{Listed} {Newest} limit $5 offset $6", values),
    };

    private static object?[] Values(InvoiceFilter filter, Page page) =>
        [filter.Statuses.Select(Words.Of).ToArray(), page.AfterCreatedAt, page.AfterId, page.Limit, page.Offset];

    /// <summary>Invoices without their lines, in no order.</summary>
    public async Task<IReadOnlyList<InvoiceRow>> OfIdsAsync(IEnumerable<InvoiceId> ids, CancellationToken cancel)
    {
        await using var command = session.Sql(
            $"select {Columns} {From} where i.organization_id = $1 and i.id = any ($2)", ids.Select(id => id.Value).ToArray());
        await using var row = await command.ExecuteReaderAsync(cancel);
        var invoices = new List<InvoiceRow>();
        while (await row.ReadAsync(cancel))
        {
            invoices.Add(Read(row));
        }

        return invoices;
    }

    /// <summary>The lines of many invoices at once.</summary>
    public async Task<ILookup<InvoiceId, InvoiceLine>> LinesOfAsync(IEnumerable<InvoiceId> ids, CancellationToken cancel)
    {
        await using var command = session.Sql(
            """
            select invoice_id, description, quantity, unit_price, amount_minor, tax_rate
            from invoice_lines
            where organization_id = $1 and invoice_id = any ($2)
            order by invoice_id, position
            """,
            ids.Select(id => id.Value).ToArray());
        await using var row = await command.ExecuteReaderAsync(cancel);
        var lines = new List<(InvoiceId Id, InvoiceLine Line)>();
        while (await row.ReadAsync(cancel))
        {
            lines.Add((
                new InvoiceId(row.GetGuid(0)),
                new InvoiceLine(row.GetString(1), row.GetDecimal(2), row.GetDecimal(3), row.GetInt64(4), row.ValueOrNull<int>(5))));
        }

        return lines.ToLookup(line => line.Id, line => line.Line);
    }

    internal static RefusedException NotFound() => new(Refusal.NotFound, "There is no such payable.");

    private async Task<InvoiceRow?> WithLinesAsync(NpgsqlCommand command, CancellationToken cancel)
    {
        InvoiceRow found;
        await using (var row = await command.ExecuteReaderAsync(cancel))
        {
            if (!await row.ReadAsync(cancel))
            {
                return null;
            }

            found = Read(row);
        }

        var lines = await LinesOfAsync([found.Invoice.Id], cancel);
        return found with { Invoice = found.Invoice with { Details = found.Invoice.Details with { Lines = [.. lines[found.Invoice.Id]] } } };
    }

    private async Task WriteAsync(NpgsqlCommand command, Invoice invoice, CancellationToken cancel)
    {
        session.Shown.InvoiceChanged(invoice.Id);

        // The unique constraint decides; the savepoint lets us still ask who holds the number.
        await session.SavepointAsync("number", cancel);
        try
        {
            await command.ExecuteAsync(cancel);
        }
        catch (PostgresException taken) when (taken.ConstraintName == "invoices_number")
        {
            await session.RollbackToAsync("number", cancel);
            throw new RefusedException(
                Refusal.InvoiceNumberTaken, $"Invoice {await HolderOfAsync(invoice, cancel)} on this connection has the number {invoice.Details.Number} already.");
        }
    }

    private async Task<InvoiceId> HolderOfAsync(Invoice invoice, CancellationToken cancel)
    {
        await using var command = session.Sql(
            "select id from invoices where organization_id = $1 and connection_id = $2 and number = $3", invoice.ConnectionId.Value, invoice.Details.Number);
        return new InvoiceId(await command.ExecuteScalarAsync(cancel) as Guid? ?? invoice.Id.Value);
    }

    private async Task PutLinesAsync(InvoiceId id, IReadOnlyList<InvoiceLine> lines, DateTimeOffset now, CancellationToken cancel)
    {
        if (lines.Count == 0)
        {
            return;
        }

        await session.Sql(
            """
            insert into invoice_lines (organization_id, invoice_id, position, description, quantity, unit_price, amount_minor, tax_rate, created_at, updated_at)
            select $1, $2, line.position - 1, line.description, line.quantity, line.unit_price, line.amount_minor, line.tax_rate, $8, $8
            from unnest($3::text[], $4::numeric[], $5::numeric[], $6::bigint[], $7::int[])
                with ordinality as line (description, quantity, unit_price, amount_minor, tax_rate, position)
            on conflict (organization_id, invoice_id, position) do update
            set description = excluded.description, quantity = excluded.quantity, unit_price = excluded.unit_price,
                amount_minor = excluded.amount_minor, tax_rate = excluded.tax_rate, updated_at = excluded.updated_at
            where (invoice_lines.description, invoice_lines.quantity, invoice_lines.unit_price, invoice_lines.amount_minor, invoice_lines.tax_rate)
                is distinct from (excluded.description, excluded.quantity, excluded.unit_price, excluded.amount_minor, excluded.tax_rate)
            """,
            id.Value,
            lines.Select(line => line.Description).ToArray(),
            lines.Select(line => line.Quantity).ToArray(),
            lines.Select(line => line.UnitPrice).ToArray(),
            lines.Select(line => line.AmountMinor).ToArray(),
            lines.Select(line => line.TaxRate).ToArray(),
            now).ExecuteAsync(cancel);
    }

    private static object?[] Changing(Invoice invoice) =>
    [
        invoice.Amount.Currency.Code, invoice.Amount.Minor, invoice.Paid.Minor, invoice.DueDate, invoice.Details.Number, invoice.Details.InvoiceDate,
        invoice.Details.Memo, invoice.Details.TaxMinor, invoice.Details.PrepaidMinor, Words.Of(invoice.Status), invoice.ApprovedBy, invoice.ApprovedAt,
        invoice.DeclineReason, invoice.UpdatedAt,
    ];

    private static InvoiceRow Read(NpgsqlDataReader row)
    {
        var currency = Currency.Of(row.GetString(5));
        var invoice = new Invoice(
            new InvoiceId(row.GetGuid(0)),
            new NetworkConnectionId(row.GetGuid(1)),
            new BusinessId(row.GetGuid(2)),
            new BusinessId(row.GetGuid(3)),
            Words.Read<ConnectionRole>(row.GetString(4)),
            new Money(row.GetInt64(6), currency),
            new Money(row.GetInt64(7), currency),
            row.ValueOrNull<DateOnly>(8),
            new InvoiceDetails(row.TextOrNull(9), row.ValueOrNull<DateOnly>(10), row.TextOrNull(11), row.ValueOrNull<long>(12), row.ValueOrNull<long>(13), []),
            Words.Read<InvoiceStatus>(row.GetString(14)),
            row.TextOrNull(15),
            row.ValueOrNull<DateTimeOffset>(16),
            row.TextOrNull(17),
            row.GetFieldValue<DateTimeOffset>(18),
            row.GetFieldValue<DateTimeOffset>(19));
        return new InvoiceRow(
            invoice,
            row.GetString(20),
            row.GetString(21),
            row.ValueOrNull<Guid>(22) is { } destination ? new PaymentMethodId(destination) : null,
            row.TextOrNull(23) is { } account ? Words.Read<BankAccountEvidence>(account) : null,
            row.ValueOrNull<Guid>(24),
            row.ValueOrNull<Guid>(25) is { } other ? new InvoiceId(other) : null);
    }
}
