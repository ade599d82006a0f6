using Quittance.Domain;
using Quittance.Domain.Businesses;
using Quittance.Domain.Networks;
using Quittance.Server.Api;
using Quittance.Server.Api.Payments;
using Quittance.Server.Businesses;
using Quittance.Server.Networks;
using Quittance.Server.Storage;

namespace Quittance.Server.Invoices;

/// <summary>Who pays whom with a bill, and which of them made it.</summary>
/// <param name="PayeeId">Null for a bill whose vendor is not known yet.</param>
internal sealed record InvoiceParties(BusinessId CreatorId, BusinessId PayerId, BusinessId? PayeeId)
{
    /// <summary>The side that wrote the bill.</summary>
    public ConnectionRole Author => CreatorId == PayeeId ? ConnectionRole.Payee : ConnectionRole.Payer;

    /// <inheritdoc cref="InvoiceOrDraftContent.FrozenChanges"/>
    public IEnumerable<string> FrozenChanges(InvoiceParties before)
    {
        if (PayerId != before.PayerId)
        {
            yield return "payerId";
        }

        if (PayeeId != before.PayeeId)
        {
            yield return "vendorId";
        }
    }
}

internal static class FindInvoiceParties
{
    /// <summary>Reads who is meant: the creator of a payable is its payer, that of a receivable its vendor.</summary>
    /// <param name="current">Those of a bill that is changed; null for a new one.</param>
    public static async Task<InvoiceParties> FindInvoicePartiesAsync(this TenantSession session, InvoiceChange change, InvoiceParties? current, CancellationToken cancel)
    {
        if (change.Creator is null && current is null)
        {
            throw Faulty("creatorEntityId", "creatorEntityId is required");
        }

        var creator = change.Creator is { } made ? await session.ResolveBusinessAsync(made, cancel) : current!.CreatorId;
        if (current is { } known && known.CreatorId != creator)
        {
            throw Faulty("creatorEntityId", "the entity that made an invoice stays the same");
        }

        var payer = change.Payer is { } pays ? await session.ResolveOwnOrOtherAsync(creator, ConnectionRole.Payer, pays, cancel) : current?.PayerId;
        var payee = change.Payee is { } paid ? await session.ResolveOwnOrOtherAsync(creator, ConnectionRole.Payee, paid, cancel) : current?.PayeeId;
        if (payer is null)
        {
            payer = payee == creator ? throw Faulty("payerId", "payerId is required on a receivable, whose creatorEntityId is its vendorId") : creator;
        }
        else if (payee is null && payer != creator)
        {
            payee = creator;
        }

        if (payer == payee)
        {
            throw Faulty("vendorId", "vendorId must be another entity than payerId");
        }

        return payer == creator || payee == creator
            ? new InvoiceParties(creator, payer.Value, payee)
            : throw Faulty("creatorEntityId", "creatorEntityId must be the payerId of a payable, or the vendorId of a receivable");
    }

    /// <summary>The connection of the two, which is made where both are this organization's and the caller's.</summary>
    /// <remarks>Its row is held, so that a bill cannot slip in beside its archiving.</remarks>
    public static async Task<NetworkConnection> ConnectPartiesAsync(
        this TenantSession session, Actor actor, BusinessId payer, BusinessId payee, DateTimeOffset now, CancellationToken cancel)
    {
        if (await session.Counterparties.LockBetweenAsync(payer, payee, cancel) is { } connection)
        {
            return connection;
        }

        return await session.ConnectBusinessesAsync(actor, payer, payee, null, ConnectionSettings.None, now, cancel);
    }

    // The other side may be another organization's, or behind the business wall; it is known by its connection.
    private static async Task<BusinessId> ResolveOwnOrOtherAsync(
        this TenantSession session, BusinessId creator, ConnectionRole role, string text, CancellationToken cancel)
    {
        var id = Ids.ReadOrNone(PaymentsIds.Entity, text);
        if (id == creator.Value)
        {
            return creator;
        }

        var other = await session.PastTheBusinessWallAsync(() => session.Connections.FindOtherAsync(creator, role, id, text, cancel), cancel);
        return other ?? await session.ResolveBusinessAsync(text, cancel);
    }

    private static RefusedException Faulty(string field, string message) => new(Refusal.InvalidInput, "Validation failed.", new FieldFault(field, message));
}
