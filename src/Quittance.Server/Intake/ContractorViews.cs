using System.Text.Json;
using Npgsql;
using Quittance.Domain;
using Quittance.Domain.Businesses;
using Quittance.Domain.Intake;
using Quittance.Domain.Networks;
using Quittance.Server.Storage;

namespace Quittance.Server.Intake;

/// <summary>Reads contractors: the payees of the connections whose payers the session sees.</summary>
internal readonly struct ContractorViews(TenantSession session)
{
    // The legal unit as RegistrationNumbers.EffectiveSiren has it.
    private const string Unit =
        "coalesce(p.siren, left(p.siret, 9), case when p.vat like 'FR%' and substr(p.vat, 5, 3) <> '000' then substr(p.vat, 5) end)";

    private const string Select =
        """
        select p.id, p.name, p.siren, p.siret, p.vat, p.ein,
            coalesce(own.email, (
                select i.email from invitations i
                where i.organization_id = $1 and i.connection_id = any (array_agg(c.id)) and i.status = 'accepted'
                order by i.created_at desc limit 1)),
            own.street1, own.street2, own.city, own.state, own.postal_code, own.country, min(s.alias),
            p.home_organization_id = $1 and exists (
                select from network_connections x where x.organization_id = $1 and x.payer_id = p.id and x.status <> 'archived'),
            bool_or(c.status = 'active'),
            (select i.currency from invoices i where i.organization_id = $1 and i.payee_id = p.id order by i.created_at desc, i.id desc limit 1),
            json_agg(json_build_object('connectionId', c.id, 'businessId', c.payer_id, 'status', c.status) order by c.id),
            min(c.created_at), greatest(max(c.updated_at), own.updated_at)
        from network_connections c
        join businesses payer on payer.organization_id = c.organization_id and payer.id = c.payer_id
        join parties p on p.organization_id = c.organization_id and p.id = c.payee_id
        left join connection_sides s on s.organization_id = c.organization_id and s.connection_id = c.id and s.role = 'payer'
        left join businesses own on own.organization_id = p.organization_id and own.id = p.id
        where c.organization_id = $1 and c.status <> 'pending'
        """;

    private const string Grouped = "group by p.organization_id, p.id, own.organization_id, own.id";

    /// <summary>The contractors that the filter lets through, the oldest first.</summary>
    public async Task<IReadOnlyList<Contractor>> ListAsync(ContractorFilter filter, Guid? after, int limit, CancellationToken cancel)
    {
        await using var command = session.Sql(
            $"""
            {Select} and ($2::uuid is null or c.payer_id = $2) and ($3::text is null or p.siret = $3) and ($4::uuid is null or p.id > $4)
            {Grouped}
            having $5::boolean is null or bool_or(c.status = 'active') = $5
            order by p.id
            limit $6
            """,
            filter.Business?.Value, filter.Siret, after, filter.IsActive, limit);
        return await ReadAllAsync(command, cancel);
    }

    /// <summary>The contractor that is named; among several of one number the only active one.</summary>
    /// <param name="payer">Only among those who bill this business; null for all in sight.</param>
    /// <exception cref="RefusedException">There is none in sight, or several have the number.</exception>
    public async Task<Contractor> GetAsync(ContractorKey key, BusinessId? payer, CancellationToken cancel)
    {
        await using var command = session.Sql(
            $"""
            {Select} and ($2::uuid is null or p.id = $2) and ($3::text is null or {Unit} = $3) and ($4::text is null or p.siret = $4)
            and ($5::uuid is null or c.payer_id = $5)
            {Grouped}
            order by bool_or(c.status = 'active') desc, p.id
            limit 2
            """,
            key.Id, key.Siren?.Text, key.Siret?.Text, payer?.Value);
        return await ReadAllAsync(command, cancel) switch
        {
            [var only] => only,
            [{ IsActive: true } active, { IsActive: false }] => active,
            [var first, var second] => throw new RefusedException(
                Refusal.SupplierAmbiguous, $"Several contractors have this number, among them {first.Name} and {second.Name}. Name one by its id."),
            _ => throw new RefusedException(Refusal.NotFound, "There is no such contractor."),
        };
    }

    /// <summary>The supplier that a person names for a bill of a business.</summary>
    /// <exception cref="RefusedException">No supplier of the business is meant, or several are, or bills cannot come from it any more.</exception>
    public async Task<SupplierCandidate> SupplierAsync(BusinessId payer, ContractorKey key, CancellationToken cancel)
    {
        var contractor = await GetAsync(key, payer, cancel);
        var connection = contractor.Connections.Single();
        return connection.Status == NetworkConnectionStatus.Active
            ? new SupplierCandidate(new NetworkConnectionId(connection.ConnectionId), contractor.Id, contractor.Name, contractor.Numbers)
            : throw new RefusedException(Refusal.ConnectionNotActive, $"The connection with {contractor.Name} is archived; only an active one takes bills.");
    }

    private static async Task<List<Contractor>> ReadAllAsync(NpgsqlCommand command, CancellationToken cancel)
    {
        await using var row = await command.ExecuteReaderAsync(cancel);
        var contractors = new List<Contractor>();
        while (await row.ReadAsync(cancel))
        {
            contractors.Add(Read(row));
        }

        return contractors;
    }

    private static Contractor Read(NpgsqlDataReader row) => new(
        new BusinessId(row.GetGuid(0)),
        row.GetString(1),
        RegistrationNumbers.Stored(row.TextOrNull(2), row.TextOrNull(3), row.TextOrNull(4), row.TextOrNull(5)),
        row.TextOrNull(6),
        row.IsDBNull(7) ? null : new PostalAddress(row.GetString(7), row.TextOrNull(8), row.GetString(9), row.TextOrNull(10), row.TextOrNull(11), row.GetString(12)),
        row.TextOrNull(13),
        row.GetBoolean(14),
        row.GetBoolean(15),
        row.TextOrNull(16),
        JsonSerializer.Deserialize<ContractorConnection[]>(row.GetString(17), StoredJson.Options)!,
        row.GetFieldValue<DateTimeOffset>(18),
        row.GetFieldValue<DateTimeOffset>(19));
}
