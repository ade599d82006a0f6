using System.Text.Json;
using Quittance.Server.Api.Payments;
using Quittance.Server.Api.Payments.Documents;
using Quittance.Server.Storage;

namespace Quittance.Server.Showing;

/// <summary>What stands in lists within bills, read for many bills at once.</summary>
internal sealed record ShownInvoiceParts(
    ILookup<Guid, ShownLine> Lines, ILookup<Guid, CommentResponse> Comments, ILookup<Guid, StoredSlot> Slots, ILookup<Guid, ShownTransaction> Transactions)
{
    public static async Task<ShownInvoiceParts> ReadAsync(TenantSession session, IReadOnlyCollection<Guid> invoices, CancellationToken cancel)
    {
        var ids = invoices.ToArray();
        return new ShownInvoiceParts(
            await LinesAsync(session, ids, cancel),
            await CommentsAsync(session, ids, cancel),
            await SlotsAsync(session, ids, cancel),
            await TransactionsAsync(session, ids, cancel));
    }

    /// <param name="action">As it is stored: what the remark came with; null for nothing.</param>
    public static CommentResponse CommentOf(Guid id, string text, DateTimeOffset createdAt, DateTimeOffset updatedAt, Guid? user, string? action) => new(
        PaymentsIds.Write(PaymentsIds.Comment, id), text, createdAt, updatedAt, user is { } author ? new UserMark(author) : null,
        user is { } approver && action is not null
            ? new AssociatedApprovalActionResponse(PaymentsIds.Write(PaymentsIds.User, approver), action.ToUpperInvariant())
            : null);

    private static async Task<ILookup<Guid, ShownLine>> LinesAsync(TenantSession session, Guid[] invoices, CancellationToken cancel)
    {
        await using var command = session.Sql(
            """
            select invoice_id, id, category, created_at, updated_at, amount_minor, description, name, quantity, unit_price, service_start,
                   service_end, metadata, gl_account_id
            from invoice_lines
            where organization_id = $1 and invoice_id = any ($2)
            order by invoice_id, position
            """,
            invoices);
        await using var row = await command.ExecuteReaderAsync(cancel);
        var lines = new List<(Guid Invoice, ShownLine Line)>();
        while (await row.ReadAsync(cancel))
        {
            lines.Add((row.GetGuid(0), new ShownLine(
                row.GetGuid(1), row.GetString(2), row.GetFieldValue<DateTimeOffset>(3), row.GetFieldValue<DateTimeOffset>(4), row.GetInt64(5),
                row.GetString(6), row.TextOrNull(7), row.GetDecimal(8), row.GetDecimal(9), row.ValueOrNull<DateTimeOffset>(10),
                row.ValueOrNull<DateTimeOffset>(11), JsonSerializer.Deserialize<Dictionary<string, string>>(row.GetString(12), StoredJson.Options)!,
                row.TextOrNull(13))));
        }

        return lines.ToLookup(line => line.Invoice, line => line.Line);
    }

    private static async Task<ILookup<Guid, CommentResponse>> CommentsAsync(TenantSession session, Guid[] invoices, CancellationToken cancel)
    {
        await using var command = session.Sql(
            """
            select invoice_id, id, text, created_at, updated_at, user_id, action
            from invoice_comments
            where organization_id = $1 and invoice_id = any ($2)
            order by created_at, id
            """,
            invoices);
        await using var row = await command.ExecuteReaderAsync(cancel);
        var comments = new List<(Guid Invoice, CommentResponse Comment)>();
        while (await row.ReadAsync(cancel))
        {
            comments.Add((row.GetGuid(0), CommentOf(
                row.GetGuid(1), row.GetString(2), row.GetFieldValue<DateTimeOffset>(3), row.GetFieldValue<DateTimeOffset>(4), row.ValueOrNull<Guid>(5),
                row.TextOrNull(6))));
        }

        return comments.ToLookup(comment => comment.Invoice, comment => comment.Comment);
    }

    private static async Task<ILookup<Guid, StoredSlot>> SlotsAsync(TenantSession session, Guid[] invoices, CancellationToken cancel)
    {
        await using var command = session.Sql(
            """
            select invoice_id, id, policy_id, upstream_id, eligible_roles, eligible_user_ids, assigned_user_id, action, dated_at
            from approval_slots
            where organization_id = $1 and invoice_id = any ($2)
            order by invoice_id, position
            """,
            invoices);
        await using var row = await command.ExecuteReaderAsync(cancel);
        var slots = new List<(Guid Invoice, StoredSlot Slot)>();
        while (await row.ReadAsync(cancel))
        {
            slots.Add((row.GetGuid(0), new StoredSlot(
                row.GetGuid(1), row.GetGuid(2), row.ValueOrNull<Guid>(3), row.GetFieldValue<string[]>(4), row.GetFieldValue<Guid[]>(5),
                row.ValueOrNull<Guid>(6), row.GetString(7), row.GetFieldValue<DateTimeOffset>(8))));
        }

        return slots.ToLookup(slot => slot.Invoice, slot => slot.Slot);
    }

    private static async Task<ILookup<Guid, ShownTransaction>> TransactionsAsync(TenantSession session, Guid[] invoices, CancellationToken cancel)
    {
        var shares = new List<(Guid Transaction, Guid Invoice)>();
        await using (var command = session.Sql(
            "select transaction_id, invoice_id from transaction_invoices where organization_id = $1 and invoice_id = any ($2)", invoices))
        {
            await using var row = await command.ExecuteReaderAsync(cancel);
            while (await row.ReadAsync(cancel))
            {
                shares.Add((row.GetGuid(0), row.GetGuid(1)));
            }
        }

        var transactions = shares.Count == 0 ? [] : await ShownTransactions.ReadBareAsync(session, [.. shares.Select(share => share.Transaction).Distinct()], cancel);
        return shares.Where(share => transactions.ContainsKey(share.Transaction)).ToLookup(share => share.Invoice, share => transactions[share.Transaction]);
    }
}
