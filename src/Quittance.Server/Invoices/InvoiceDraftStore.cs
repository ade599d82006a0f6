using Npgsql;
using Quittance.Domain;
using Quittance.Domain.Businesses;
using Quittance.Domain.Invoices;
using Quittance.Domain.Networks;
using Quittance.Server.Storage;

namespace Quittance.Server.Invoices;

/// <summary>Rows of <c>invoices</c> that lack their payee or amount. No other dialect sees them; <see cref="InvoiceStore"/> has all others.</summary>
internal readonly struct InvoiceDraftStore(TenantSession session)
{
    public async Task AddAsync(InvoiceDraft draft, CancellationToken cancel)
    {
        await session.Sql(
            """
            insert into invoices (
                organization_id, id, payer_id, payee_id, author, currency, amount_minor, due_date, number, invoice_date, memo, tax_minor, status, updated_at,
                created_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 'draft', $13, $14)
            """,
            [.. Values(draft), draft.CreatedAt]).ExecuteAsync(cancel);
        await PutLinesAsync(draft, cancel);
    }

    /// <summary>Writes all that can change.</summary>
    public async Task UpdateAsync(InvoiceDraft draft, CancellationToken cancel)
    {
        await session.Sql(
            """
            update invoices
            set payer_id = $3, payee_id = $4, author = $5, currency = $6, amount_minor = $7, due_date = $8, number = $9, invoice_date = $10, memo = $11,
                tax_minor = $12, updated_at = $13
            where organization_id = $1 and id = $2
            """,
            Values(draft)).ExecuteAsync(cancel);
        await PutLinesAsync(draft, cancel);
    }

    /// <summary>Puts the row on the connection of a bill that has become whole, or was moved; what else it says is written by <see cref="InvoiceStore.UpdateAsync"/> next.</summary>
    public Task PlaceAsync(Invoice invoice, CancellationToken cancel) => session.Sql(
        """
        update invoices
        set connection_id = $3, payer_id = $4, payee_id = $5, author = $6, currency = $7, amount_minor = $8,
            number = null -- Which numbers are taken there, the next statement finds out.
        where organization_id = $1 and id = $2
        """,
        invoice.Id.Value, invoice.ConnectionId.Value, invoice.PayerId.Value, invoice.PayeeId.Value, Words.Of(invoice.Author), invoice.Amount.Currency.Code,
        invoice.Amount.Minor).ExecuteAsync(cancel);

    /// <summary>Reads a draft and holds its row until the session ends; null when the bill is whole.</summary>
    public async Task<InvoiceDraft?> LockAsync(InvoiceId id, CancellationToken cancel)
    {
        await using var command = session.Sql(
            """
            select id, payer_id, payee_id, author, currency, amount_minor, due_date, number, invoice_date, memo, tax_minor, created_at, updated_at
            from invoices
            where organization_id = $1 and id = $2 and connection_id is null
            for update
            """,
            id.Value);
        InvoiceDraft draft;
        await using (var row = await command.ExecuteReaderAsync(cancel))
        {
            if (!await row.ReadAsync(cancel))
            {
                return null;
            }

            draft = Read(row);
        }

        var lines = await session.Invoices.LinesOfAsync([id], cancel);
        return draft with { Details = draft.Details with { Lines = [.. lines[id]] } };
    }

    private async Task PutLinesAsync(InvoiceDraft draft, CancellationToken cancel)
    {
        session.Shown.InvoiceChanged(draft.Id);
        await session.Invoices.ReplaceLinesAsync(draft.Id, draft.Details.Lines, draft.UpdatedAt, cancel);
    }

    private static object?[] Values(InvoiceDraft draft) =>
    [
        draft.Id.Value, draft.PayerId.Value, draft.PayeeId?.Value, Words.Of(draft.Author), draft.Currency.Code, draft.Amount?.Minor, draft.DueDate,
        draft.Details.Number, draft.Details.InvoiceDate, draft.Details.Memo, draft.Details.TaxMinor, draft.UpdatedAt,
    ];

    private static InvoiceDraft Read(NpgsqlDataReader row)
    {
        var currency = Currency.Of(row.GetString(4));
        return new InvoiceDraft(
            new InvoiceId(row.GetGuid(0)),
            new BusinessId(row.GetGuid(1)),
            row.ValueOrNull<Guid>(2) is { } payee ? new BusinessId(payee) : null,
            Words.Read<ConnectionRole>(row.GetString(3)),
            currency,
            row.ValueOrNull<long>(5) is { } minor ? new Money(minor, currency) : null,
            row.ValueOrNull<DateOnly>(6),
            new InvoiceDetails(row.TextOrNull(7), row.ValueOrNull<DateOnly>(8), row.TextOrNull(9), row.ValueOrNull<long>(10), null, []),
            row.GetFieldValue<DateTimeOffset>(11),
            row.GetFieldValue<DateTimeOffset>(12));
    }
}

internal static class DraftLocking
{
    /// <summary>Reads a bill that is not whole and holds its row; null when the bill is whole. Only its author changes it or takes it away.</summary>
    public static async Task<InvoiceDraft?> LockOwnDraftAsync(this TenantSession session, InvoiceId id, CancellationToken cancel)
    {
        if (await session.InvoiceDrafts.LockAsync(id, cancel) is not { } draft)
        {
            return null;
        }

        var author = draft.Author == ConnectionRole.Payer ? draft.PayerId : draft.PayeeId!.Value;
        return await session.Businesses.FindAsync(author, cancel) is not null
            ? draft
            : throw new RefusedException(Refusal.AuthorOnly, $"Invoice {id} can be changed only by the entity that made it.");
    }
}
