using Quittance.Domain;
using Quittance.Domain.Businesses;
using Quittance.Domain.Invoices;
using Quittance.Domain.Networks;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Invoices;

/// <summary>Writes a bill on an active connection, as either side of it, and submits it if that is asked for.</summary>
internal sealed class CreateInvoice(Idempotency idempotency, TimeProvider clock)
{
    public Task<InvoiceView> RunAsync(Caller caller, BusinessId acting, NewInvoice content, CancellationToken cancel) =>
        idempotency.OnceAsync(caller, new { operation = nameof(CreateInvoice), acting, content }, async session =>
        {
            await session.Businesses.GetAsync(acting, cancel);
            // Held, so that a bill cannot slip in beside the connection's archiving.
            var connection = (await session.Connections.LockAsync(content.ConnectionId, cancel)).Connection;
            var role = connection.RoleOf(acting) ?? throw new RefusedException(Refusal.NotFound, "There is no such connection.");
            var now = clock.GetUtcNow();

            var invoice = await session.AddInvoiceAsync(caller.Actor, connection, role, content, now, cancel);
            if (content.Submit)
            {
                await session.SubmitInvoiceAsync(caller.Actor, invoice, role, now, cancel);
            }

            return await session.ViewInvoiceAsync(invoice.Id, role, cancel);
        }, cancel);
}

/// <summary>What a caller says of a new bill.</summary>
/// <param name="DueDate">Null takes the connection's net terms.</param>
/// <param name="Details">Without an invoice date it is today's.</param>
internal sealed record NewInvoice(NetworkConnectionId ConnectionId, Money Amount, DateOnly? DueDate, InvoiceDetails Details, bool Submit);

internal static class InvoiceCreation
{
    /// <summary>Stores a new draft; the other organization hears of it when it is submitted.</summary>
    public static async Task<Invoice> AddInvoiceAsync(
        this TenantSession session, Actor actor, NetworkConnection connection, ConnectionRole author, NewInvoice content, DateTimeOffset now, CancellationToken cancel)
    {
        var details = content.Details with { InvoiceDate = content.Details.InvoiceDate ?? DateOnly.FromDateTime(now.UtcDateTime) };

        var invoice = Invoice.Draft(InvoiceId.New(now), connection, author, content.Amount, content.DueDate, details, now);

        await session.Invoices.AddAsync(invoice, cancel);
        await session.FlagDuplicateAsync(invoice, cancel);
        session.TellOfInvoice(actor, "created", null, invoice);
        return invoice;
    }
}
