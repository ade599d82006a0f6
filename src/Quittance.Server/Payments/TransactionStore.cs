using Npgsql;
using Quittance.Domain;
using Quittance.Domain.Businesses;
using Quittance.Domain.Invoices;
using Quittance.Domain.Payments;
using Quittance.Server.Showing;
using Quittance.Server.Storage;

namespace Quittance.Server.Payments;

/// <summary>How much of a transaction pays which invoice.</summary>
internal sealed record TransactionShare(InvoiceId InvoiceId, Money Amount);

/// <summary>The tables <c>transactions</c> and <c>transaction_invoices</c>. Between two organizations each has a row; the payer's is the record.</summary>
internal readonly struct TransactionStore(TenantSession session)
{
    private const string Columns =
        """
        id, type, status, currency, amount_minor, payer_id, payee_id, source_id, destination_id, failure_code, failure_description, rail_reference,
        created_at, updated_at, check_number, mailed_at, destination_options, source_fee_minor, destination_fee_minor, instructed_at
        """;

    /// <inheritdoc cref="ShownChanges.NextIdAsync"/>
    public Task<TransactionId> NextIdAsync(BusinessId payer, DateTimeOffset now, CancellationToken cancel) => ShownChanges.NextIdAsync(session, payer, now, cancel);

    /// <summary>Adds a transaction, whose id is of <see cref="NextIdAsync"/>, or brings it up to date.</summary>
    public async Task PutAsync(Transaction transaction, IReadOnlyList<TransactionShare> shares, CancellationToken cancel)
    {
        session.Shown.TransactionChanged(transaction.Id);
        foreach (var wallet in WalletSums.TouchedBy(transaction.Type, transaction.SourceId.Value, transaction.DestinationId.Value))
        {
            session.Parties.Changed(wallet);
        }

        await session.Sql(
            """
            insert into transactions (
                organization_id, id, type, status, currency, amount_minor, payer_id, payee_id, source_id, destination_id, failure_code,
                failure_description, rail_reference, created_at, updated_at, check_number, mailed_at, destination_options, source_fee_minor,
                destination_fee_minor, instructed_at, completed_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18::jsonb, $19, $20, $21,
                    case when $4 = 'completed' then $15
                         -- The row that is offered is held to the table's checks before it becomes an update.
                         when $4 = 'returned' then (select t.completed_at from transactions t where t.organization_id = $1 and t.id = $2) end)
            on conflict (organization_id, id) do update
            set status = excluded.status, failure_code = excluded.failure_code, failure_description = excluded.failure_description,
                rail_reference = excluded.rail_reference, updated_at = excluded.updated_at, mailed_at = excluded.mailed_at,
                completed_at = coalesce(transactions.completed_at, excluded.completed_at)
            """,
            transaction.Id.Value, Words.Of(transaction.Type), Words.Of(transaction.Status), transaction.Amount.Currency.Code, transaction.Amount.Minor,
            transaction.PayerId.Value, transaction.PayeeId.Value, transaction.SourceId.Value, transaction.DestinationId.Value, transaction.Failure?.Code,
            transaction.Failure?.Description, transaction.RailReference, transaction.CreatedAt, transaction.UpdatedAt, transaction.CheckNumber,
            transaction.MailedAt, PaymentOrderStore.Write(transaction.DestinationOptions), transaction.SourceFeeMinor, transaction.DestinationFeeMinor,
            transaction.InstructedAt).ExecuteAsync(cancel);
        foreach (var share in shares)
        {
            await session.Sql(
                """
                insert into transaction_invoices (organization_id, transaction_id, invoice_id, amount_minor)
                values ($1, $2, $3, $4)
                on conflict do nothing
                """,
                transaction.Id.Value, share.InvoiceId.Value, share.Amount.Minor).ExecuteAsync(cancel);
        }
    }

    public async Task<Transaction> GetAsync(TransactionId id, CancellationToken cancel)
    {
        await using var command = session.Sql($"select {Columns} from transactions where organization_id = $1 and id = $2", id.Value);
        return await ReadOneAsync(command, cancel);
    }

    /// <summary>Reads a transaction and holds its row. The rows of its invoices are locked before, in every path.</summary>
    public async Task<Transaction> LockAsync(TransactionId id, CancellationToken cancel)
    {
        await using var command = session.Sql($"select {Columns} from transactions where organization_id = $1 and id = $2 for update", id.Value);
        return await ReadOneAsync(command, cancel);
    }

    /// <summary>Notes, within a session that holds the row, that the rail is about to be instructed.</summary>
    public Task MarkInstructedAsync(Transaction instructed, CancellationToken cancel) => session.Sql(
        "update transactions set instructed_at = $3 where organization_id = $1 and id = $2", instructed.Id.Value, instructed.InstructedAt).ExecuteAsync(cancel);

    /// <summary>The transaction that settled a bill last and still stands; null if there is none.</summary>
    public async Task<TransactionId?> LatestCompletedOfAsync(InvoiceId invoice, CancellationToken cancel)
    {
        await using var command = session.Sql(
            """
            select t.id
            from transactions t
            join transaction_invoices x on x.organization_id = t.organization_id and x.transaction_id = t.id
            where t.organization_id = $1 and x.invoice_id = $2 and t.status = 'completed'
            order by t.id desc
            limit 1
            """,
            invoice.Value);
        return await command.ExecuteScalarAsync(cancel) is Guid id ? new TransactionId(id) : null;
    }

    /// <summary>When it settled; null for one that has not.</summary>
    public async Task<DateTimeOffset?> CompletedAtAsync(TransactionId id, CancellationToken cancel)
    {
        await using var command = session.Sql("select completed_at from transactions where organization_id = $1 and id = $2", id.Value);
        return await command.ExecuteScalarAsync(cancel) is DateTime time ? new DateTimeOffset(time) : null;
    }

    public async Task<IReadOnlyList<TransactionShare>> SharesOfAsync(Transaction transaction, CancellationToken cancel)
    {
        await using var command = session.Sql(
            "select invoice_id, amount_minor from transaction_invoices where organization_id = $1 and transaction_id = $2 order by invoice_id",
            transaction.Id.Value);
        await using var row = await command.ExecuteReaderAsync(cancel);
        var shares = new List<TransactionShare>();
        while (await row.ReadAsync(cancel))
        {
            shares.Add(new TransactionShare(new InvoiceId(row.GetGuid(0)), new Money(row.GetInt64(1), transaction.Amount.Currency)));
        }

        return shares;
    }

    internal static Transaction Read(NpgsqlDataReader row) => new(
        new TransactionId(row.GetGuid(0)),
        Words.Read<TransactionType>(row.GetString(1)),
        Words.Read<TransactionStatus>(row.GetString(2)),
        new Money(row.GetInt64(4), Currency.Of(row.GetString(3))),
        new BusinessId(row.GetGuid(5)),
        new BusinessId(row.GetGuid(6)),
        new PaymentMethodId(row.GetGuid(7)),
        new PaymentMethodId(row.GetGuid(8)),
        row.TextOrNull(9) is { } code ? new TransactionFailure(code, row.GetString(10)) : null,
        row.TextOrNull(11),
        row.GetFieldValue<DateTimeOffset>(12),
        row.GetFieldValue<DateTimeOffset>(13))
    {
        CheckNumber = row.ValueOrNull<int>(14),
        MailedAt = row.ValueOrNull<DateTimeOffset>(15),
        DestinationOptions = PaymentOrderStore.ReadOptions(row.TextOrNull(16)),
        SourceFeeMinor = row.ValueOrNull<long>(17),
        DestinationFeeMinor = row.ValueOrNull<long>(18),
        InstructedAt = row.ValueOrNull<DateTimeOffset>(19),
    };

    private static async Task<Transaction> ReadOneAsync(NpgsqlCommand command, CancellationToken cancel)
    {
        await using var row = await command.ExecuteReaderAsync(cancel);
        return await row.ReadAsync(cancel) ? Read(row) : throw new RefusedException(Refusal.NotFound, "There is no such transaction.");
    }
}
