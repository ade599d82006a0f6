using Quittance.Domain.Businesses;
using Quittance.Domain.Invoices;
using Quittance.Server.Api;
using Quittance.Server.Api.Payments;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Invoices;

/// <summary>Writes, changes and takes away remarks on a bill. Every step holds the bill and is in its audit log.</summary>
internal sealed class CommentOnInvoice(Idempotency idempotency, TimeProvider clock)
{
    /// <param name="invoice">Id or foreign id, as in every method here.</param>
    /// <param name="user">Id or foreign id of the person who says it, of the payer or else of the payee; null for whom the caller acts for, if anybody.</param>
    public Task<TShown> AddAsync<TShown>(
        Caller caller, string invoice, string? user, string text, Func<TenantSession, InvoiceComment, Task<TShown>> show, CancellationToken cancel)
        where TShown : notnull =>
        idempotency.OnceAsync(caller, new { operation = "CommentOnInvoice", invoice, user, text }, async session =>
        {
            var now = clock.GetUtcNow();
            var id = await session.HoldInvoiceOrDraftAsync(invoice, cancel);
            var comment = new InvoiceComment(
                Guid.CreateVersion7(now), text, user is null ? caller.ActsFor : await session.SpeakerOfAsync(caller, id, user, cancel), null, now, now);
            await session.InvoiceComments.AddAsync(id, comment, cancel);
            session.Audit.Add(caller.Actor, "invoice.commented", $"{id}", null, comment);
            return await show(session, comment);
        }, cancel);

    public Task<TShown> EditAsync<TShown>(
        Caller caller, string invoice, Guid comment, string text, Func<TenantSession, InvoiceComment, Task<TShown>> show, CancellationToken cancel)
        where TShown : notnull =>
        idempotency.OnceAsync(caller, new { operation = "EditComment", invoice, comment, text }, async session =>
        {
            var id = await session.HoldInvoiceOrDraftAsync(invoice, cancel);
            var before = await session.InvoiceComments.GetAsync(id, comment, cancel);
            RequireOwn(caller, before);
            var after = before with { Text = text, UpdatedAt = clock.GetUtcNow() };
            await session.InvoiceComments.UpdateAsync(id, after, cancel);
            session.Audit.Add(caller.Actor, "invoice.comment_changed", $"{id}", before, after);
            return await show(session, after);
        }, cancel);

    public Task RemoveAsync(Caller caller, string invoice, Guid comment, CancellationToken cancel) =>
        idempotency.OnceAsync(caller, new { operation = "RemoveComment", invoice, comment }, async session =>
        {
            var id = await session.HoldInvoiceOrDraftAsync(invoice, cancel);
            var before = await session.InvoiceComments.GetAsync(id, comment, cancel);
            RequireOwn(caller, before);
            await session.InvoiceComments.DeleteAsync(id, comment, cancel);
            session.Audit.Add(caller.Actor, "invoice.comment_removed", $"{id}", before, null);
            return comment;
        }, cancel);

    // Who acts for one person only leaves alone what others have said.
    private static void RequireOwn(Caller caller, InvoiceComment comment)
    {
        if (comment.UserId is { } speaker)
        {
            caller.RequireActsFor(speaker);
        }
    }
}

internal static class InvoiceHolding
{
    /// <summary>Finds a bill, whole or not, and holds its own row until the session ends.</summary>
    /// <param name="invoice">Id or foreign id.</param>
    public static async Task<InvoiceId> HoldInvoiceOrDraftAsync(this TenantSession session, string invoice, CancellationToken cancel)
    {
        var id = await session.ResolveInvoiceAsync(invoice, cancel);
        await session.Invoices.LockIfThereAsync(id, cancel);
        return id;
    }

    /// <summary>The person of the payer or else of the payee that a text names, for whom the caller may act.</summary>
    /// <remarks>The other organization's people, and those of a business that the caller does not see, are unknown.</remarks>
    public static async Task<BusinessUserId> SpeakerOfAsync(this TenantSession session, Caller caller, InvoiceId invoice, string user, CancellationToken cancel)
    {
        await using var command = session.Sql(
            """
            select u.id
            from invoices i
            join business_users u on u.organization_id = i.organization_id and u.business_id in (i.payer_id, i.payee_id)
            where i.organization_id = $1 and i.id = $2 and (u.id = $3 or u.foreign_id = $4) and u.removed_at is null
            order by u.id = $3 desc, u.business_id = i.payer_id desc
            limit 1
            """,
            invoice.Value, Ids.ReadOrNone(PaymentsIds.User, user), user);
        var person = await command.ExecuteScalarAsync(cancel) is Guid id ? new BusinessUserId(id) : throw Ids.NotFound("user");
        caller.RequireActsFor(person);
        return person;
    }
}
