using Npgsql;

namespace Quittance.Server.Loading;

/// <summary>The rows of a chunk of transactions, by table, in the order in which they may be written.</summary>
internal sealed class LoadTables(Guid organization)
{
    public CopyBuffer Invoices { get; } = new(
        """
        copy invoices (
            organization_id, id, connection_id, payer_id, payee_id, author, number, currency, amount_minor, paid_minor, invoice_date, due_date, memo,
            status, approved_by, approved_at, created_at, updated_at)
        from stdin (format binary)
        """,
        organization);

    public CopyBuffer Lines { get; } = new(
        """
        copy invoice_lines (
            organization_id, invoice_id, position, id, description, quantity, unit_price, amount_minor, name, category, service_start, service_end,
            metadata, gl_account_id, created_at, updated_at)
        from stdin (format binary)
        """,
        organization);

    public CopyBuffer Plans { get; } = new(
        """
        copy invoice_plans (
            organization_id, invoice_id, creator_id, creator_user_id, foreign_id, deduct_at, source_id, destination_id, destination_options, is_batch,
            destination_confirmed, net_terms_days, note_to_self, source_fee_minor, metadata, policies, failure_type, processed_at, settled_at)
        from stdin (format binary)
        """,
        organization);

    public CopyBuffer Slots { get; } = new(
        """
        copy approval_slots (
            organization_id, id, invoice_id, position, policy_id, upstream_id, eligible_roles, eligible_user_ids, action, acted_user_id, dated_at)
        from stdin (format binary)
        """,
        organization);

    public CopyBuffer Comments { get; } = new(
        "copy invoice_comments (organization_id, id, invoice_id, user_id, text, action, created_at, updated_at) from stdin (format binary)", organization);

    public CopyBuffer Changes { get; } = new(
        "copy invoice_changes (organization_id, id, invoice_id, user_id, status, data, created_at) from stdin (format binary)", organization);

    public CopyBuffer Transactions { get; } = new(
        """
        copy transactions (
            organization_id, id, type, status, currency, amount_minor, payer_id, payee_id, source_id, destination_id, failure_code, failure_description,
            rail_reference, completed_at, created_at, updated_at, check_number, mailed_at, destination_options, source_fee_minor, instructed_at)
        from stdin (format binary)
        """,
        organization);

    public CopyBuffer Shares { get; } = new(
        "copy transaction_invoices (organization_id, transaction_id, invoice_id, amount_minor) from stdin (format binary)", organization);

    public CopyBuffer Orders { get; } = new(
        """
        copy payment_orders (
            organization_id, id, invoice_id, payer_id, payee_id, currency, amount_minor, source_id, destination_id, clearing_speed, pay_on, status,
            transaction_id, created_at, updated_at, is_batch, destination_options)
        from stdin (format binary)
        """,
        organization);

    public CopyBuffer Documents { get; } = new(
        """
        copy transaction_documents (
            organization_id, payer_id, id, seq, change, payee_id, creator_id, status, type, created_at, terms, keys, document)
        from stdin (format binary)
        """,
        organization);

    public CopyBuffer Events { get; } = new(
        "copy events (organization_id, id, type, subject_id, body, occurred_at) from stdin (format binary)", organization);

    private IEnumerable<CopyBuffer> InOrder => [Invoices, Lines, Plans, Slots, Comments, Changes, Transactions, Shares, Orders, Documents, Events];

    public void Clear()
    {
        foreach (var table in InOrder)
        {
            table.Clear();
        }
    }

    /// <summary>Writes all rows within the connection's transaction.</summary>
    /// <returns>How many there were.</returns>
    public async Task<long> SendAsync(NpgsqlConnection db, CancellationToken cancel)
    {
        var rows = InOrder.Sum(table => table.Rows);
        foreach (var table in InOrder)
        {
            await table.SendAsync(db, cancel);
        }

        return rows;
    }
}
