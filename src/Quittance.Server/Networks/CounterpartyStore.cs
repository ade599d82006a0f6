using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using Quittance.Domain.Businesses;
using Quittance.Domain.Networks;
using Quittance.Server.Api;
using Quittance.Server.Api.Payments;
using Quittance.Server.Storage;

namespace Quittance.Server.Networks;

/// <summary>An account number that one side has with the other, such as a customer number.</summary>
internal sealed record CounterpartyAccount(string AccountId, string? PostalCode, string? NameOnAccount);

/// <summary>Whom a business has connections with, from its own side: what it hides, and the accounts that it has with them.</summary>
/// <remarks>
/// A caller who is limited to that business sees these others, too, so all of this is read and written past the business wall, by the
/// id of a business that the caller was found to see.
/// </remarks>
internal readonly struct CounterpartyStore(TenantSession session)
{
    /// <summary>The business that a text names by id or foreign id, if the caller may take it as a counterparty.</summary>
    /// <remarks>That is one that the caller sees itself, one that offers itself to all, or one that the business is connected with.</remarks>
    /// <param name="seen">The businesses that the caller is limited to; null for all of the organization.</param>
    public async Task<BusinessId> ResolveAsync(BusinessId own, ConnectionRole theirs, string text, IReadOnlyList<Guid>? seen, CancellationToken cancel)
    {
        await using var command = session.Sql(
            """
            select p.id
            from parties p
            left join businesses b on b.organization_id = p.organization_id and b.id = p.id
            left join business_profiles f on f.organization_id = p.organization_id and f.business_id = p.id
            where p.organization_id = $1 and f.archived_at is null
              and (p.id = $2 or p.id = (select n.id from businesses n where n.organization_id = $1 and n.foreign_id = $3))
              and (b.id is not null and ($4::uuid[] is null or b.id = any ($4))
                  or case $6 when 'payee' then f.is_network_payee else f.is_network_payor end
                  or exists (
                      select from network_connections c
                      where c.organization_id = $1 and case $6 when 'payee' then c.payer_id = $5 and c.payee_id = p.id else c.payee_id = $5 and c.payer_id = p.id end))
            order by p.id = $2 desc
            limit 1
            """,
            Ids.ReadOrNone(PaymentsIds.Entity, text), text, seen?.ToArray(), own.Value, Words.Of(theirs));
        return await command.ExecuteScalarAsync(cancel) is Guid id ? new BusinessId(id) : throw Ids.NotFound("entity");
    }

    /// <summary>The connection in which the two are payer and payee, held until the session ends; null if there is none.</summary>
    public async Task<NetworkConnection?> LockBetweenAsync(BusinessId payer, BusinessId payee, CancellationToken cancel)
    {
        await using var command = session.Sql(
            $"select {ConnectionStore.Columns} from network_connections c where c.organization_id = $1 and c.payer_id = $2 and c.payee_id = $3 for update",
            payer.Value, payee.Value);
        await using var row = await command.ExecuteReaderAsync(cancel);
        return await row.ReadAsync(cancel) ? ConnectionStore.Read(row).Connection : null;
    }

    /// <returns>Whether that changed anything.</returns>
    public async Task<bool> HideAsync(NetworkConnectionId id, ConnectionRole own, DateTimeOffset? hiddenAt, CancellationToken cancel) => await session.Sql(
        """
        update connection_sides set hidden_at = $4
        where organization_id = $1 and connection_id = $2 and role = $3 and (hidden_at is null) <> ($4::timestamptz is null)
        """,
        id.Value, Words.Of(own), hiddenAt).ExecuteAsync(cancel) > 0;

    public Task SetAccountsAsync(NetworkConnectionId id, ConnectionRole own, IReadOnlyList<CounterpartyAccount> accounts, CancellationToken cancel) => session.Sql(
        "update connection_sides set accounts = $4 where organization_id = $1 and connection_id = $2 and role = $3",
        id.Value, Words.Of(own),
        new NpgsqlParameter { Value = JsonSerializer.Serialize(accounts, StoredJson.Options), NpgsqlDbType = NpgsqlDbType.Jsonb }).ExecuteAsync(cancel);
}
