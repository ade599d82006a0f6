using Npgsql;
using Quittance.Domain;
using Quittance.Domain.Businesses;
using Quittance.Domain.Networks;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Networks;

/// <summary>The table <c>invitations</c>, and its entries in the gate's directory.</summary>
internal readonly struct InvitationStore(TenantSession session)
{
    private const string TokenKind = "invitation";
    private const string EmailKind = "invitation_email";

    private const string Columns = "id, business_id, role, connection_id, email, status, created_at, expires_at";

    public async Task AddAsync(Invitation invitation, byte[] hash, CancellationToken cancel)
    {
        try
        {
            await session.Sql(
                """
                insert into invitations (organization_id, id, business_id, role, connection_id, email, hash, status, created_at, expires_at)
                values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
                """,
                invitation.Id.Value, invitation.InviterId.Value, Words.Of(invitation.InviterRole), invitation.ConnectionId.Value, invitation.Email, hash,
                Words.Of(invitation.Status), invitation.CreatedAt, invitation.ExpiresAt).ExecuteAsync(cancel);
        }
        catch (PostgresException taken) when (taken.ConstraintName == "invitations_one_open")
        {
            throw new RefusedException(
                Refusal.AlreadyInvited, $"An invitation of this business to {invitation.Email} for the same role is open; resend or cancel that one.");
        }

        await session.Users.EnterAsync(TokenKind, hash, invitation.Id.Value, cancel);
        if (invitation.Email is { } email)
        {
            await session.Users.EnterAsync(EmailKind, Token.HashOf(email), invitation.Id.Value, cancel);
        }
    }

    public Task UpdateAsync(Invitation invitation, CancellationToken cancel) => session.Sql(
        "update invitations set status = $3, expires_at = $4 where organization_id = $1 and id = $2",
        invitation.Id.Value, Words.Of(invitation.Status), invitation.ExpiresAt).ExecuteAsync(cancel);

    /// <summary>Gives an invitation another secret; the old one finds nothing any more.</summary>
    public async Task ReplaceTokenAsync(InvitationId id, byte[] hash, CancellationToken cancel)
    {
        await session.Sql("update invitations set hash = $3 where organization_id = $1 and id = $2", id.Value, hash).ExecuteAsync(cancel);
        await session.Users.LeaveAsync(TokenKind, id.Value, cancel);
        await session.Users.EnterAsync(TokenKind, hash, id.Value, cancel);
    }

    /// <summary>Finds out whose invitation a token opens, in any organization.</summary>
    public async Task<InvitationPlace> FindAsync(Token token, CancellationToken cancel)
    {
        await using var command = session.Sql(
            "select organization_id, id from gate.find($2, $3) where $1::uuid is not null", TokenKind, token.Hash);
        await using var row = await command.ExecuteReaderAsync(cancel);
        return await row.ReadAsync(cancel) ? new InvitationPlace(new OrganizationId(row.GetGuid(0)), new InvitationId(row.GetGuid(1))) : throw NotFound();
    }

    public async Task<Invitation> GetAsync(InvitationId id, CancellationToken cancel)
    {
        await using var command = session.Sql($"select {Columns} from invitations where organization_id = $1 and id = $2", id.Value);
        return (await ReadAllAsync(command, cancel)).SingleOrDefault() ?? throw NotFound();
    }

    /// <summary>Reads an invitation and holds its row until the session ends.</summary>
    public async Task<Invitation> LockAsync(InvitationId id, CancellationToken cancel)
    {
        await using var command = session.Sql($"select {Columns} from invitations where organization_id = $1 and id = $2 for update", id.Value);
        return (await ReadAllAsync(command, cancel)).SingleOrDefault() ?? throw NotFound();
    }

    /// <summary>The same for one that this business sent.</summary>
    public async Task<Invitation> LockSentAsync(BusinessId inviter, InvitationId id, CancellationToken cancel)
    {
        // First, so that an unknown business is told as a broken id of one is.
        await session.Businesses.GetAsync(inviter, cancel);
        return await LockAsync(id, cancel) is { } invitation && invitation.InviterId == inviter ? invitation : throw NotFound();
    }

    /// <summary>Holds the unanswered invitation of this business to an address, for the role, if it has expired.</summary>
    public async Task<Invitation?> LockExpiredAsync(BusinessId inviter, ConnectionRole role, string email, DateTimeOffset now, CancellationToken cancel)
    {
        await using var command = session.Sql(
            $"""
            select {Columns} from invitations
            where organization_id = $1 and business_id = $2 and role = $3 and email = $4 and status = 'pending' and expires_at <= $5
            for update
            """,
            inviter.Value, Words.Of(role), email, now);
        return (await ReadAllAsync(command, cancel)).SingleOrDefault();
    }

    /// <summary>Whether the business, in the role, is connected with one that has the address or accepted an invitation to it.</summary>
    /// <remarks>What address another organization's business has is not known here, only where it was invited.</remarks>
    public async Task<bool> IsConnectedAsync(BusinessId inviter, ConnectionRole role, string email, CancellationToken cancel)
    {
        await using var command = session.Sql(
            """
            select
                exists (
                    select from invitations i
                    join network_connections c on c.organization_id = i.organization_id and c.id = i.connection_id
                    where i.organization_id = $1 and i.business_id = $2 and i.role = $3 and i.email = $4 and i.status = 'accepted')
                or exists (
                    select from businesses b
                    join network_connections c on c.organization_id = b.organization_id
                        and c.payer_id = case $3 when 'payer' then $2 else b.id end
                        and c.payee_id = case $3 when 'payer' then b.id else $2 end
                    where b.organization_id = $1 and lower(b.email collate "und-x-icu") = $4)
            """,
            inviter.Value, Words.Of(role), email);
        return await command.ExecuteScalarAsync(cancel) is true;
    }

    public async Task<IReadOnlyList<Invitation>> ListSentAsync(BusinessId inviter, Page page, CancellationToken cancel)
    {
        await using var command = session.Sql(
            $"""
            select {Columns} from invitations
            where organization_id = $1 and business_id = $2 and ($3::timestamptz is null or (created_at, id) < ($3, $4::uuid))
            order by created_at desc, id desc
            limit $5 offset $6
            """,
            inviter.Value, page.AfterCreatedAt, page.AfterId, page.Limit, page.Offset);
        return await ReadAllAsync(command, cancel);
    }

    /// <summary>Invitations from any organization to the user's address or to that of a business that the session sees.</summary>
    public async Task<IReadOnlyList<InvitationCard>> ListReceivedAsync(Guid? user, DateTimeOffset now, Page page, CancellationToken cancel)
    {
        await using var command = session.Sql(
            """
            select id, role, email, inviter_name, case when status = 'pending' and expires_at <= $3 then 'expired' else status end, created_at, expires_at
            from gate.received_invitations(array(
                select sha256(convert_to(lower(b.email collate "und-x-icu"), 'UTF8')) from businesses b where b.organization_id = $1 and b.email is not null
                union
                select sha256(convert_to(u.email, 'UTF8')) from users u where u.organization_id = $1 and u.id = $2))
            where $4::timestamptz is null or (created_at, id) < ($4, $5::uuid)
            order by created_at desc, id desc
            limit $6 offset $7
            """,
            user, now, page.AfterCreatedAt, page.AfterId, page.Limit, page.Offset);
        await using var row = await command.ExecuteReaderAsync(cancel);
        var cards = new List<InvitationCard>();
        while (await row.ReadAsync(cancel))
        {
            cards.Add(new InvitationCard(
                new InvitationId(row.GetGuid(0)),
                Words.Read<ConnectionRole>(row.GetString(1)) == ConnectionRole.Payer ? ConnectionRole.Payee : ConnectionRole.Payer,
                row.TextOrNull(2),
                row.GetString(3),
                Words.Read<InvitationStatus>(row.GetString(4)),
                row.GetFieldValue<DateTimeOffset>(5),
                row.GetFieldValue<DateTimeOffset>(6)));
        }

        return cards;
    }

    private static RefusedException NotFound() => new(Refusal.NotFound, "There is no such invitation.");

    private static async Task<List<Invitation>> ReadAllAsync(NpgsqlCommand command, CancellationToken cancel)
    {
        await using var row = await command.ExecuteReaderAsync(cancel);
        var invitations = new List<Invitation>();
        while (await row.ReadAsync(cancel))
        {
            invitations.Add(new Invitation(
                new InvitationId(row.GetGuid(0)),
                new BusinessId(row.GetGuid(1)),
                Words.Read<ConnectionRole>(row.GetString(2)),
                new NetworkConnectionId(row.GetGuid(3)),
                row.TextOrNull(4),
                Words.Read<InvitationStatus>(row.GetString(5)),
                row.GetFieldValue<DateTimeOffset>(6),
                row.GetFieldValue<DateTimeOffset>(7)));
        }

        return invitations;
    }
}
