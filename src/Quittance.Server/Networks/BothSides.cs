using Quittance.Domain.Businesses;
using Quittance.Domain.Invoices;
using Quittance.Domain.Networks;
using Quittance.Domain.Payments;
using Quittance.Server.Accounting;
using Quittance.Server.Intake;
using Quittance.Server.Invoices;
using Quittance.Server.Payments;
using Quittance.Server.Storage;

namespace Quittance.Server.Networks;

/// <summary>The one narrow path by which an operation of one organization changes rows of the organization on the other side.</summary>
/// <remarks>
/// Nothing else calls <see cref="TenantSession.CrossAsync"/> (a test keeps that). Every way across is one named method
/// here, and each writes only what the other side may see: names and public numbers, the connection, bills and
/// transactions; never aliases, tags, payment methods' numbers or documents.
/// </remarks>
internal static class BothSides
{
    /// <summary>Makes a business known by its new name and numbers to every organization that is connected with it.</summary>
    /// <remarks>New numbers may say whose the documents are that wait for a supplier, here and there.</remarks>
    public static async Task RenamePartyAsync(TenantSession session, Business before, Business after, CancellationToken cancel)
    {
        var isRenumbered = before.Numbers != after.Numbers;
        if (isRenumbered)
        {
            await session.AskPayersToMatchAsync(after.Id, after.UpdatedAt, cancel);
        }

        // Its payers in this organization have it in their books, too, whether or not the session sees them; with e-mail and address.
        var isKnownOtherwise = isRenumbered || before.Name != after.Name;
        if (isKnownOtherwise || before.Email != after.Email || before.Address != after.Address)
        {
            await session.CrossAsync(session.Organization, Changed, cancel);
        }

        foreach (var other in await OthersOfAsync(session, after.Id, cancel))
        {
            await session.CrossAsync(
                other,
                async far =>
                {
                    await PutPartyAsync(far, after, session.Organization, cancel);
                    if (isRenumbered)
                    {
                        await far.AskPayersToMatchAsync(after.Id, after.UpdatedAt, cancel);
                    }

                    return isKnownOtherwise && await Changed(far);
                },
                cancel);
        }

        async Task<bool> Changed(TenantSession payers)
        {
            await payers.FollowVendorAsync(after.Id, after.UpdatedAt, cancel);
            return true;
        }
    }

    /// <summary>Reads an invoice and holds its row on both sides until the session ends: the payer's, which is the record, first.</summary>
    public static async Task<InvoiceRow> LockInvoiceAsync(TenantSession session, InvoiceId id, CancellationToken cancel)
    {
        var seen = await session.Invoices.GetAsync(id, cancel);
        var connection = await session.Connections.GetAsync(seen.Invoice.ConnectionId, cancel);
        if (connection.PayerHome is { } record && record != session.Organization)
        {
            await session.CrossAsync(record, far => far.Invoices.LockIfThereAsync(id, cancel), cancel);
            return await session.Invoices.LockOwnAsync(id, cancel);
        }

        var locked = await session.Invoices.LockOwnAsync(id, cancel);
        if (connection.OtherThan(session.Organization) is { } other)
        {
            await session.CrossAsync(other, far => far.Invoices.LockIfThereAsync(id, cancel), cancel);
        }

        return locked;
    }

    /// <summary>Repeats a change of an invoice on the other organization's row. A draft that was never submitted stays with its author.</summary>
    /// <remarks>Who approved is the payer's to know: the payee's row says that the other side did, or which rule.</remarks>
    public static async Task MirrorInvoiceAsync(TenantSession session, Actor actor, string step, Invoice? before, Invoice after, CancellationToken cancel)
    {
        var connection = await session.Connections.GetAsync(after.ConnectionId, cancel);
        if (connection.OtherThan(session.Organization) is not { } other)
        {
            return;
        }

        await session.CrossAsync(
            other,
            async far =>
            {
                var there = await far.Invoices.LockIfThereAsync(after.Id, cancel) ? (await far.Invoices.GetAsync(after.Id, cancel)).Invoice : null;
                if (there is null && after.Status == InvoiceStatus.Draft)
                {
                    return false;
                }

                var shown = after.ApprovedBy is { } approver ? after with { ApprovedBy = there?.ApprovedBy ?? OtherSide(new Actor(approver)).Label } : after;
                await (there is null ? far.Invoices.AddAsync(shown, cancel) : far.Invoices.UpdateAsync(shown, cancel));
                if (there is null || before?.Status == InvoiceStatus.Draft)
                {
                    await far.FlagDuplicateAsync(shown, cancel);
                }

                far.TellOfInvoice(OtherSide(actor), step, there, shown);
                return true;
            },
            cancel);
    }

    /// <summary>Does the payer's own work on a bill, such as coding it: in its organization, past the walls of whoever acts.</summary>
    public static async Task<T> AtPayerAsync<T>(TenantSession session, Invoice invoice, Func<TenantSession, Task<T>> work, CancellationToken cancel)
    {
        var payer = await session.Connections.HomeOfPartyAsync(invoice.PayerId, cancel);
        return payer == session.Organization && session.SeesAll ? await work(session) : await session.CrossAsync(payer, work, cancel);
    }

    /// <summary>What the payer's organization knows of a submitted bill beyond what both sides see.</summary>
    public static async Task<(SupplierEvidence Evidence, bool IsDuplicate)> EvidenceOfAsync(TenantSession session, Invoice invoice, CancellationToken cancel)
    {
        var connection = await session.Connections.GetAsync(invoice.ConnectionId, cancel);
        var row = connection.PayerHome is { } payer && payer != session.Organization
            ? await session.CrossAsync(payer, far => far.Invoices.GetAsync(invoice.Id, cancel), cancel)
            : await session.Invoices.GetAsync(invoice.Id, cancel);
        return (new SupplierEvidence(row.DocumentId is not null, row.Account ?? BankAccountEvidence.None), row.DuplicateOf is not null);
    }

    /// <summary>Tells the payer's organization why the rule left a bill to a person.</summary>
    public static async Task TellOfSkippedApprovalAsync(TenantSession session, Actor rule, Invoice invoice, string reason, CancellationToken cancel)
    {
        var connection = await session.Connections.GetAsync(invoice.ConnectionId, cancel);
        if (connection.PayerHome is { } payer && payer != session.Organization)
        {
            await session.CrossAsync(payer, far => Task.FromResult(Tell(far)), cancel);
        }
        else
        {
            Tell(session);
        }

        bool Tell(TenantSession side)
        {
            side.Audit.Add(rule, "invoice.auto_approval_skipped", $"{invoice.Id}", null, new { reason });
            side.Events.Add("invoice.auto_approval_skipped", invoice.Id.Value, new { id = invoice.Id.Value, reason });
            return true;
        }
    }

    /// <summary>Takes away the other organization's row of a deleted draft.</summary>
    public static async Task ForgetInvoiceAsync(TenantSession session, Actor actor, Invoice deleted, CancellationToken cancel)
    {
        var connection = await session.Connections.GetAsync(deleted.ConnectionId, cancel);
        if (connection.OtherThan(session.Organization) is not { } other)
        {
            return;
        }

        await session.CrossAsync(
            other,
            async far =>
            {
                if (await far.Invoices.LockIfThereAsync(deleted.Id, cancel))
                {
                    await far.Invoices.DeleteAsync(deleted.Id, cancel);
                    far.TellOfInvoice(OtherSide(actor), "deleted", deleted, null);
                }

                return true;
            },
            cancel);
    }

    /// <summary>Shows the payee's organization a transaction of the payer's: its state, and both accounts masked; not what the payer pays for it.</summary>
    public static async Task MirrorTransactionAsync(
        TenantSession session, Actor actor, Transaction? before, Transaction transaction, IReadOnlyList<TransactionShare> shares, InvoiceFailureType? failure,
        CancellationToken cancel)
    {
        var payee = await session.Connections.HomeOfPartyAsync(transaction.PayeeId, cancel);
        if (payee == session.Organization)
        {
            return;
        }

        var source = await session.PaymentMethods.GetAsync(transaction.SourceId, cancel);
        var destination = await session.PaymentMethods.GetAsync(transaction.DestinationId, cancel);
        await session.CrossAsync(
            payee,
            async far =>
            {
                await far.PaymentMethods.PutMaskedAsync(source, cancel);
                await far.PaymentMethods.PutMaskedAsync(destination, cancel);
                await far.Transactions.PutAsync(transaction with { SourceFeeMinor = null }, shares, cancel);
                await far.NoteProgressAsync(transaction, shares, failure, cancel);
                far.TellOfTransaction(OtherSide(actor), before, transaction);
                return true;
            },
            cancel);
    }

    /// <summary>Holds a connection on both sides until the session ends, the payer's row first so that two sides cannot wait for each other.</summary>
    /// <param name="side">The business that acts; null takes the payer where the session sees both.</param>
    public static async Task<(ConnectionRole Role, ConnectionRow Row)> LockConnectionAsync(
        TenantSession session, NetworkConnectionId id, BusinessId? side, CancellationToken cancel)
    {
        var role = (await session.ConnectionViews.GetAsync(id, side, cancel)).Role;
        if (await session.Connections.GetAsync(id, cancel) is { PayerHome: { } payer } && payer != session.Organization)
        {
            await session.CrossAsync(payer, far => far.Connections.LockAsync(id, cancel), cancel);
        }

        return (role, await session.Connections.LockAsync(id, cancel));
    }

    /// <summary>Writes a changed status or settings to both sides, and into both sides' logs.</summary>
    /// <param name="action">What was done: <c>connection.archived</c>. It names the event too.</param>
    public static async Task UpdateConnectionAsync(
        TenantSession session, Actor actor, string action, ConnectionRow before, NetworkConnection after, CancellationToken cancel)
    {
        var changed = before with { Connection = after };
        await session.Connections.UpdateAsync(changed, cancel);
        await AskToMatchAsync(session, before.Connection, changed, cancel);
        Record(session, actor, action, before.Connection, after);
        if (before.OtherThan(session.Organization) is { } other)
        {
            var own = before.PayerHome == session.Organization ? after.PayerId : after.PayeeId;
            await session.CrossAsync(
                other,
                async far =>
                {
                    await far.Connections.UpdateAsync(changed, cancel);
                    await AskToMatchAsync(far, before.Connection, changed, cancel);
                    Record(far, OtherSide(own), action, before.Connection, after);
                    return changed;
                },
                cancel);
        }
    }

    /// <summary>What whoever holds an invitation's token may know of it.</summary>
    public static Task<InvitationCard> ReadInvitationAsync(TenantSession session, InvitationPlace place, DateTimeOffset now, CancellationToken cancel) =>
        session.CrossAsync(place.Organization, async far => await CardOfAsync(far, await far.Invitations.GetAsync(place.Id, cancel), now, cancel), cancel);

    /// <summary>Makes an invited business the other side of the connection: in the inviter's organization and in its own.</summary>
    /// <param name="alias">The invited business's name for the connection.</param>
    public static async Task<NetworkConnection> AcceptInvitationAsync(
        TenantSession session, Actor actor, InvitationPlace place, BusinessId invited, string? alias, DateTimeOffset now, CancellationToken cancel)
    {
        var business = (await session.Businesses.HoldAsync(invited, cancel)).Business;
        var isAcross = place.Organization != session.Organization;
        var (row, inviter, role) = await session.CrossAsync(
            place.Organization, far => TakeUpAsync(far, isAcross ? OtherSide(invited) : actor, place.Id, business, session.Organization, now, cancel), cancel);
        if (isAcross)
        {
            await PutPartyAsync(session, inviter, place.Organization, cancel);
            await session.Connections.AddAsync(row, cancel);
            await AskToMatchAsync(session, null, row, cancel);
            Record(session, actor, "connection.activated", null, row.Connection);
        }

        await session.Connections.AddSideAsync(row.Connection.Id, role, invited, alias, cancel);
        return row.Connection;
    }

    /// <summary>Says no to an invitation and takes its pending connection away.</summary>
    public static Task<InvitationCard> DeclineInvitationAsync(
        TenantSession session, Actor actor, InvitationPlace place, DateTimeOffset now, CancellationToken cancel) =>
        session.CrossAsync(
            place.Organization,
            async far =>
            {
                var before = await far.Invitations.LockAsync(place.Id, cancel);

                var after = before.Decline(now);

                await far.Invitations.UpdateAsync(after, cancel);
                await far.Connections.DeletePendingAsync(after.ConnectionId, cancel);
                far.Audit.Add(place.Organization == session.Organization ? actor : new Actor("invited"), "invitation.declined", $"{after.Id}", before, after);
                far.Events.Add("invitation.declined", after.Id.Value, InvitationEvent.Of(after));
                return await CardOfAsync(far, after, now, cancel);
            },
            cancel);

    // The inviter's half of an acceptance. Its invitation's row is held first, so of racing acceptances one finds it open.
    private static async Task<(ConnectionRow Row, Business Inviter, ConnectionRole Invited)> TakeUpAsync(
        TenantSession far, Actor actor, InvitationId id, Business invited, OrganizationId home, DateTimeOffset now, CancellationToken cancel)
    {
        var before = await far.Invitations.LockAsync(id, cancel);
        var after = before.Accept(now);
        var pending = await far.Connections.LockAsync(after.ConnectionId, cancel);
        var active = pending.Connection.Accept(invited.Id, now);
        var inviter = (await far.Businesses.HoldAsync(after.InviterId, cancel)).Business;

        if (home != far.Organization)
        {
            await PutPartyAsync(far, invited, home, cancel);
        }

        var row = new ConnectionRow(active, pending.PayerHome ?? home, pending.PayeeHome ?? home);
        await far.Connections.UpdateAsync(row, cancel);
        await AskToMatchAsync(far, pending.Connection, row, cancel);
        await far.Invitations.UpdateAsync(after, cancel);
        far.Audit.Add(actor, "invitation.accepted", $"{id}", before, after);
        far.Events.Add("invitation.accepted", id.Value, InvitationEvent.Of(after));
        Record(far, actor, "connection.activated", pending.Connection, active);
        return (row, inviter, after.InviteeRole);
    }

    private static async Task<InvitationCard> CardOfAsync(TenantSession far, Invitation invitation, DateTimeOffset now, CancellationToken cancel) => new(
        invitation.Id,
        invitation.InviteeRole,
        invitation.Email,
        (await far.Businesses.GetAsync(invitation.InviterId, cancel)).Business.Name,
        invitation.StatusAt(now),
        invitation.CreatedAt,
        invitation.ExpiresAt);

    // The payer's documents may have waited for this supplier. Asked for on the payer's side, where they are.
    private static async Task AskToMatchAsync(TenantSession side, NetworkConnection? before, ConnectionRow after, CancellationToken cancel)
    {
        var (connection, isOpened) = (after.Connection, before?.Status != NetworkConnectionStatus.Active && after.Connection.Status == NetworkConnectionStatus.Active);
        if (isOpened && after.PayerHome == side.Organization && connection.PayerId is { } payer)
        {
            await side.AskToMatchAsync(payer, connection.UpdatedAt, cancel);
        }
    }

    private static void Record(TenantSession session, Actor actor, string action, NetworkConnection? before, NetworkConnection after)
    {
        session.Audit.Add(actor, action, $"{after.Id}", before, after);
        session.Events.Add(action, after.Id.Value, ConnectionEvent.Of(after));
    }

    // The other organization learns which business acted, not which of its people.
    private static Actor OtherSide(BusinessId? business) => new($"business:{business}");

    // Who acted over there is theirs to know; this side learns only that the other side did. A rule is nobody's name.
    private static Actor OtherSide(Actor actor) =>
        actor.Label.StartsWith(Actor.RulePrefix, StringComparison.Ordinal) ? actor : new("other side", actor.RequestId);

    /// <summary>Writes a business of <paramref name="home"/> into another organization's directory of parties.</summary>
    private static Task<int> PutPartyAsync(TenantSession far, Business business, OrganizationId home, CancellationToken cancel)
    {
        far.Parties.Changed(business.Id.Value);
        return far.Sql(
            """
            insert into parties (organization_id, id, home_organization_id, name, siren, siret, vat, ein)
            values ($1, $2, $3, $4, $5, $6, $7, $8)
            on conflict (organization_id, id) do update
            set name = excluded.name, siren = excluded.siren, siret = excluded.siret, vat = excluded.vat, ein = excluded.ein
            """,
            business.Id.Value, home.Value, business.Name, business.Numbers.Siren?.Text, business.Numbers.Siret?.Text, business.Numbers.Vat?.Text,
            business.Numbers.Ein?.Text).ExecuteAsync(cancel);
    }

    private static async Task<List<OrganizationId>> OthersOfAsync(TenantSession session, BusinessId business, CancellationToken cancel)
    {
        await using var command = session.Sql(
            """
            select distinct case when payer_id = $2 then payee_organization_id else payer_organization_id end
            from network_connections
            where organization_id = $1 and status <> 'pending' and (payer_id = $2 or payee_id = $2)
            """,
            business.Value);
        await using var row = await command.ExecuteReaderAsync(cancel);
        var others = new List<OrganizationId>();
        while (await row.ReadAsync(cancel))
        {
            if (row.GetGuid(0) != session.Organization.Value)
            {
                others.Add(new OrganizationId(row.GetGuid(0)));
            }
        }

        return others;
    }
}
