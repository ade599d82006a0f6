using Npgsql;

namespace Quittance.Server.Loading;

/// <summary>The rows of businesses and connections that a load makes, by table, in the order in which they may be written.</summary>
internal sealed class NetworkTables(Guid organization)
{
    public CopyBuffer Parties { get; } = new(
        "copy parties (organization_id, id, home_organization_id, name, ein) from stdin (format binary)", organization);

    public CopyBuffer Businesses { get; } = new(
        """
        copy businesses (
            organization_id, id, legal_name, email, street1, city, state, postal_code, country, foreign_id, created_at, updated_at)
        from stdin (format binary)
        """,
        organization);

    public CopyBuffer Profiles { get; } = new(
        """
        copy business_profiles (
            organization_id, business_id, account_type, is_customer, is_payor, is_payee, status, accepted_tos_at, phone_country_code, phone_number,
            first_name, last_name, birth_date_sealed)
        from stdin (format binary)
        """,
        organization);

    public CopyBuffer Methods { get; } = new(
        """
        copy payment_methods (
            organization_id, id, business_id, kind, account_name, format, account_type, routing_number, number_sealed, fingerprint, last_four,
            is_confirmed, is_default_source, is_default_destination, bank_name, details, data_sealed, schema_id, created_at, updated_at)
        from stdin (format binary)
        """,
        organization);

    public CopyBuffer People { get; } = new(
        """
        copy business_users (
            organization_id, id, business_id, foreign_id, email, name, roles, created_at, updated_at, folded_name, folded_email)
        from stdin (format binary)
        """,
        organization);

    public CopyBuffer Policies { get; } = new(
        """
        copy approval_policies (organization_id, id, business_id, upstream_id, trigger, rule, created_at, updated_at)
        from stdin (format binary)
        """,
        organization);

    public CopyBuffer Connections { get; } = new(
        """
        copy network_connections (
            organization_id, id, payer_id, payee_id, payer_organization_id, payee_organization_id, status, created_at, updated_at)
        from stdin (format binary)
        """,
        organization);

    public CopyBuffer Sides { get; } = new(
        "copy connection_sides (organization_id, connection_id, role, business_id) from stdin (format binary)", organization);

    public CopyBuffer Heads { get; } = new(
        "copy transaction_heads (organization_id, payer_id, last_seq, last_id, last_change) from stdin (format binary)", organization);

    public async Task SendAsync(NpgsqlConnection db, CancellationToken cancel)
    {
        foreach (var table in (CopyBuffer[])[Parties, Businesses, Profiles, Methods, People, Policies, Connections, Sides, Heads])
        {
            await table.SendAsync(db, cancel);
        }
    }
}
