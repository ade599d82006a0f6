using Npgsql;
using Quittance.Domain.Businesses;
using Quittance.Domain.Invoices;
using Quittance.Server.Api;
using Quittance.Server.Storage;

namespace Quittance.Server.Invoices;

/// <summary>A remark on a bill.</summary>
/// <param name="Action">The approval that it came with: <c>approve</c> or <c>reject</c>.</param>
internal sealed record InvoiceComment(Guid Id, string Text, BusinessUserId? UserId, string? Action, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt);

/// <summary>The table <c>invoice_comments</c>.</summary>
internal readonly struct InvoiceCommentStore(TenantSession session)
{
    public Task AddAsync(InvoiceId invoice, InvoiceComment comment, CancellationToken cancel)
    {
        session.Shown.InvoiceChanged(invoice);
        return session.Sql(
            """
            insert into invoice_comments (organization_id, id, invoice_id, user_id, text, action, created_at, updated_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8)
            """,
            comment.Id, invoice.Value, comment.UserId?.Value, comment.Text, comment.Action, comment.CreatedAt, comment.UpdatedAt).ExecuteAsync(cancel);
    }

    public Task UpdateAsync(InvoiceId invoice, InvoiceComment comment, CancellationToken cancel)
    {
        session.Shown.InvoiceChanged(invoice);
        return session.Sql(
            "update invoice_comments set text = $4, updated_at = $5 where organization_id = $1 and invoice_id = $2 and id = $3",
            invoice.Value, comment.Id, comment.Text, comment.UpdatedAt).ExecuteAsync(cancel);
    }

    public Task DeleteAsync(InvoiceId invoice, Guid id, CancellationToken cancel)
    {
        session.Shown.InvoiceChanged(invoice);
        return session.Sql("delete from invoice_comments where organization_id = $1 and invoice_id = $2 and id = $3", invoice.Value, id).ExecuteAsync(cancel);
    }

    /// <summary>A remark of a bill that the session sees. Whoever changes it holds the bill.</summary>
    public async Task<InvoiceComment> GetAsync(InvoiceId invoice, Guid id, CancellationToken cancel)
    {
        await using var command = session.Sql(
            """
            select id, text, user_id, action, created_at, updated_at
            from invoice_comments
            where organization_id = $1 and invoice_id = $2 and id = $3
            """,
            invoice.Value, id);
        await using var row = await command.ExecuteReaderAsync(cancel);
        return await row.ReadAsync(cancel) ? Read(row) : throw Ids.NotFound("comment");
    }

    /// <summary>The remarks of a bill, the oldest first.</summary>
    public async Task<IReadOnlyList<InvoiceComment>> OfAsync(InvoiceId invoice, CancellationToken cancel)
    {
        await using var command = session.Sql(
            """
            select id, text, user_id, action, created_at, updated_at
            from invoice_comments
            where organization_id = $1 and invoice_id = $2
            order by created_at, id
            """,
            invoice.Value);
        await using var row = await command.ExecuteReaderAsync(cancel);
        var comments = new List<InvoiceComment>();
        while (await row.ReadAsync(cancel))
        {
            comments.Add(Read(row));
        }

        return comments;
    }

    private static InvoiceComment Read(NpgsqlDataReader row) => new(
        row.GetGuid(0), row.GetString(1), row.ValueOrNull<Guid>(2) is { } user ? new BusinessUserId(user) : null, row.TextOrNull(3),
        row.GetFieldValue<DateTimeOffset>(4), row.GetFieldValue<DateTimeOffset>(5));
}
