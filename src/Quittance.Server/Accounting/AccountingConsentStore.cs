using System.Text;
using Quittance.Domain.Accounting;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Accounting;

/// <summary>The table <c>accounting_consents</c> and its entries in the gate's directory: users who were sent to a system's own page to agree.</summary>
internal readonly struct AccountingConsentStore(TenantSession session)
{
    /// <summary>What the directory knows the state that comes back with the user by (RFC 6749, section 10.12).</summary>
    public const string StateKind = "accounting_consent";

    /// <summary>How long a user has to agree.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(15);

    /// <param name="verifier">PKCE's code verifier (RFC 7636).</param>
    public async Task AddAsync(AccountingConnection connection, string platform, Token state, Token verifier, DateTimeOffset now, CancellationToken cancel)
    {
        var id = Guid.CreateVersion7(now);
        await session.Sql(
            """
            insert into accounting_consents (organization_id, id, accounting_connection_id, business_id, platform, verifier_sealed, expires_at, created_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8)
            """,
            id, connection.Id.Value, connection.BusinessId.Value, platform,
            await session.Secrets.SealAsync(session, Place(id), Encoding.UTF8.GetBytes(verifier.Text), cancel), now + Lifetime, now).ExecuteAsync(cancel);
        await session.Users.EnterAsync(StateKind, state.Hash, id, cancel);
    }

    /// <summary>Whose consent it is, as long as nobody has come back with it.</summary>
    public async Task<AccountingConsent?> FindOpenAsync(Guid id, CancellationToken cancel)
    {
        await using var command = session.Sql(
            "select accounting_connection_id, platform, verifier_sealed, expires_at from accounting_consents where organization_id = $1 and id = $2 and used_at is null for update", id);
        (Guid Connection, string Platform, byte[] Verifier, DateTimeOffset Until) found;
        await using (var row = await command.ExecuteReaderAsync(cancel))
        {
            if (!await row.ReadAsync(cancel))
            {
                return null;
            }

            found = (row.GetGuid(0), row.GetString(1), row.GetFieldValue<byte[]>(2), row.GetFieldValue<DateTimeOffset>(3));
        }

        var verifier = Encoding.UTF8.GetString(await session.Secrets.OpenAsync(session, Place(id), found.Verifier, cancel));
        return new AccountingConsent(id, new AccountingConnectionId(found.Connection), found.Platform, new Token(verifier), found.Until);
    }

    /// <summary>A consent serves once, whatever comes of it.</summary>
    public async Task SpendAsync(Guid id, DateTimeOffset now, CancellationToken cancel)
    {
        await session.Sql("update accounting_consents set used_at = $3 where organization_id = $1 and id = $2", id, now).ExecuteAsync(cancel);
        await session.Users.LeaveAsync(StateKind, id, cancel);
    }

    /// <summary>Forgets the consents of a connection that nobody came back with, so that a new one is the only one.</summary>
    public async Task ForgetOpenAsync(AccountingConnectionId connection, CancellationToken cancel)
    {
        await session.Sql(
            """
            select gate.leave($3, id) from accounting_consents where organization_id = $1 and accounting_connection_id = $2 and used_at is null
            """,
            connection.Value, StateKind).ExecuteAsync(cancel);
        await session.Sql(
            "delete from accounting_consents where organization_id = $1 and accounting_connection_id = $2 and used_at is null", connection.Value).ExecuteAsync(cancel);
    }

    /// <summary>What a verifier was bound to when it was sealed.</summary>
    internal static string Place(Guid id) => $"accounting_consents/{id:n}/verifier";
}

/// <summary>A user's way to a system's own page and back.</summary>
internal sealed record AccountingConsent(Guid Id, AccountingConnectionId ConnectionId, string Platform, Token Verifier, DateTimeOffset ExpiresAt);
