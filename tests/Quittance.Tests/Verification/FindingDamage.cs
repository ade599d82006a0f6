namespace Quittance.Tests.Verification;

public sealed class FindingDamage(SettledDatabase database) : IClassFixture<SettledDatabase>
{
    private const string Mine = "organization_id = (select payer_organization_id from network_connections where payer_organization_id <> payee_organization_id limit 1)";

    // One line of each bill that its payer booked, in place of what the server booked by itself; what follows says how.
    private const string Coded =
        """
        delete from invoice_codings;
        insert into ledger_accounts (organization_id, id, accounting_connection_id, business_id, remote_id, name, type, status, is_bank_account, updated_at)
        select distinct organization_id, payer_id, payer_id, payer_id, 'x', 'x', 'expense', 'active', false, timestamptz '2026-01-01' from invoices;
        insert into invoice_codings (organization_id, invoice_id, position, business_id, ledger_account_id, source, updated_at)
        select organization_id, id, 0, payer_id, payer_id, 'person', created_at from invoices;
        delete from invoice_codings where organization_id <> (select payer_organization_id from network_connections where payer_organization_id <> payee_organization_id limit 1);
        """;

    // Every bill of the payer asks two people, who are not there; what follows says who they are and what they did.
    private const string Asked =
        $"""
        insert into approval_slots (organization_id, id, invoice_id, position, policy_id, action, acted_user_id, dated_at)
        select organization_id, gen_random_uuid(), id, position, id, 'approve', case position when 0 then id else payer_id end, created_at
        from invoices, generate_series(0, 1) as position where {Mine};
        """;

    // Every business was put away, and nothing that it had.
    private const string Archived =
        """
        insert into business_profiles (organization_id, business_id, archived_at) select organization_id, id, created_at from businesses
        on conflict (organization_id, business_id) do update set archived_at = excluded.archived_at
        """;

    /// <summary>The check that has to notice, a word of what it says, and the damage.</summary>
    public static TheoryData<string, string, string> Damages => new()
    {
        { "row_level_security", "table invoices has no row-level security", "alter table invoices disable row level security" },
        { "row_level_security", "lacks the policy", "drop policy organization_wall on tags" },
        { "row_level_security", "lets more through", "create policy wide on tags using (true)" },
        { "row_level_security", "owns tags", "alter table tags owner to quittance_app" },
        { "audit_chains", "was changed", "update audit_entries set actor = 'nobody' where seq = 2" },
        { "audit_chains", "are missing", "delete from audit_entries where seq = 2" },
        { "audit_chains", "its head says", "delete from audit_entries e where seq = (select max(seq) from audit_entries x where x.organization_id = e.organization_id)" },
        { "audit_chains", "does not follow", "update audit_entries set previous_hash = sha256('x') where seq = 3" },
        { "invoice_totals", "its completed transactions come to", "update transactions set status = 'returned'" },
        { "invoice_totals", "is draft with", "alter table invoices drop constraint invoices_approval; update invoices set status = 'draft' where status = 'paid'" },
        { "invoice_lines", "its lines come to", "update invoices set document_id = null" },
        { "invoice_codings", "is not there", $"{Coded} update invoice_codings set position = 999" },
        { "invoice_codings", "another business's account", $"{Coded} update ledger_accounts set business_id = gen_random_uuid()" },
        { "invoice_codings", "another than its payer", $"{Coded} update invoice_codings set business_id = gen_random_uuid()" },
        { "approval_slots", "is paid with 1 approvals given, 0 refused and 1 open", $"{Asked} update approval_slots set action = 'none', acted_user_id = null where position = 1" },
        { "approval_slots", "is draft with 2 approvals given", $"{Asked} alter table invoices drop constraint invoices_approval; update invoices set status = 'draft'" },
        { "approval_slots", "is submitted with 2 approvals given", $"{Asked} alter table invoices drop constraint invoices_approval; update invoices set status = 'submitted'" },
        {
            "approval_slots", "not of the payer",
            $"""
            {Asked}
            insert into business_users (organization_id, id, business_id, created_at, updated_at)
            select organization_id, id, payee_id, created_at, created_at from invoices where {Mine}
            """
        },
        { "approval_slots", "has two approvals of one person", $"{Asked} update approval_slots set acted_user_id = invoice_id" },
        {
            "approval_slots", "policy of another business",
            $"""
            alter table approval_policies drop constraint approval_policies_not_own_upstream;
            insert into approval_policies (organization_id, id, business_id, upstream_id, trigger, rule, created_at, updated_at)
            select organization_id, business, business, payer_id, '[]', '[]', created_at, created_at
            from invoices, unnest(array[payer_id, payee_id]) as business where {Mine}
            on conflict do nothing
            """
        },
        { "transaction_totals", "its invoices come to", "update transactions set amount_minor = amount_minor + 1" },
        { "transaction_totals", "currency or parties", "update transactions set currency = 'USD'" },
        { "transaction_documents", "has no document", "delete from transaction_documents where seq = 1" },
        { "transaction_documents", "transactions are counted", "update transaction_heads set last_seq = last_seq + 1" },
        { "transaction_documents", "differs from its rows in terms", "update transaction_documents set terms = 'x'" },
        { "transaction_documents", "differs from its rows in what is shown", "update transactions set updated_at = updated_at + interval '1 day'" },
        { "payment_orders", "is processing, its transaction is completed", "update payment_orders set status = 'processing' where status = 'completed'" },
        { "payment_orders", "its transaction pays", "update payment_orders set amount_minor = 1 where status = 'completed'" },
        { "payment_orders", "is scheduled, its invoice is approved", "update invoices set status = 'approved' where status = 'scheduled'" },
        { "payment_orders", "differs from its transaction", "update payment_orders set source_id = destination_id where status = 'completed'" },
        { "payment_orders", "pays 1 invoices by 0 orders", "delete from payment_orders where status = 'completed'" },
        {
            "transaction_totals", "checks with number",
            """
            drop index transactions_check_number;
            update transactions set type = 'bank_account_to_printed_check', check_number = 5000;
            insert into transactions (
                organization_id, id, type, status, currency, amount_minor, payer_id, payee_id, source_id, destination_id, check_number, created_at, updated_at)
            select organization_id, gen_random_uuid(), type, 'created', currency, amount_minor, payer_id, payee_id, source_id, destination_id, check_number,
                created_at, updated_at
            from transactions
            """
        },
        {
            "payment_orders", "has 2 payments under way",
            """
            drop index payment_orders_one_under_way;
            insert into payment_orders
            select organization_id, gen_random_uuid(), invoice_id, payer_id, payee_id, currency, amount_minor, source_id, destination_id, clearing_speed,
                pay_on, note_to_self, status, transaction_id, created_at, updated_at
            from payment_orders
            where status = 'scheduled'
            """
        },
        { "mirrored_connections", "differs", $"update network_connections set net_terms_days = 77 where {Mine}" },
        { "mirrored_connections", "is missing", $"delete from network_connections where {Mine} and payer_organization_id <> payee_organization_id" },
        { "mirrored_invoices", "differs", $"update invoices set due_date = '2000-01-01' where {Mine}" },
        { "mirrored_invoices", "is missing", $"delete from invoices where not ({Mine})" },
        { "mirrored_invoices", "line 0 differs", $"update invoice_lines set description = 'x' where position = 0 and {Mine}" },
        { "mirrored_transactions", "differs", $"update transactions set status = 'pending' where {Mine}" },
        { "mirrored_transactions", "is missing", $"delete from transactions where not ({Mine})" },
        { "mirrored_transactions", "its share", $"update transaction_invoices set amount_minor = 1 where {Mine}" },
        { "party_names", "another name", "update parties set name = 'Old name' where home_organization_id <> organization_id" },
        { "party_names", "does not exist", "update parties set home_organization_id = gen_random_uuid() where home_organization_id <> organization_id" },
        { "party_names", "is no business", "delete from businesses" },
        {
            "archived_businesses", "has an active connection",
            $"{Archived}; update network_connections set payer_organization_id = organization_id, payee_organization_id = organization_id where payer_organization_id <> payee_organization_id"
        },
        { "archived_businesses", "has a foreign id", $"{Archived}; update businesses set foreign_id = id::text" },
        {
            "archived_businesses", "is in a group",
            $"""
            {Archived};
            insert into business_groups (organization_id, id, created_at, updated_at) select organization_id, organization_id, created_at, created_at from organizations;
            insert into business_group_members (organization_id, group_id, business_id) select organization_id, organization_id, id from businesses
            """
        },
        { "connection_sides", "has no side", "delete from connection_sides" },
        { "connection_sides", "does not belong there", "update connection_sides set role = case role when 'payer' then 'payee' else 'payer' end" },
        { "directory", "token_", "delete from gate.directory where kind = 'token'" },
        { "directory", "user_", "update users set email = 'x' || email" },
        { "directory", "invitation_", "delete from gate.directory where kind = 'invitation'" },
        { "directory", "no such thing", "update api_tokens set revoked_at = created_at" },
        { "due_jobs", "nobody will take it", "delete from gate.due_jobs" },
        { "due_jobs", "another time", "update gate.due_jobs set due_at = due_at + interval '1 day'" },
        { "due_jobs", "does not wait", "update jobs set given_up_at = due_at" },
        { "due_jobs", "another lane", "update gate.due_jobs set lane = 'intake' where lane <> 'intake'" },
        { "payment_work", "nobody will start it", "delete from jobs where kind = 'start_payment'" },
        {
            "payment_work", "nobody asks its rail any more",
            """
            update transactions set status = 'pending';
            insert into jobs (organization_id, id, kind, lane, subject_id, due_at, created_at, given_up_at)
            select organization_id, id, 'follow_transaction', 'payments', id, created_at, created_at, created_at from transactions
            """
        },
        { "intake_work", "nobody will poll it", "delete from jobs where kind = 'poll_invoice_connection'" },
        { "intake_work", "nobody will fetch it", "delete from jobs where kind = 'fetch_bill'" },
        { "intake_work", "nobody will process it", "delete from jobs where kind = 'process_webhook'" },
        {
            "accounting_records", "nobody knows its twin",
            "alter table accounting_records drop constraint accounting_records_done; update accounting_records set status = 'done', error = null, remote_id = null"
        },
        { "accounting_records", "what has to be there first", "delete from accounting_records where object_type = 'vendor'" },
        { "accounting_records", "no record of being wanted there", "delete from accounting_records where object_type = 'bill'" },
        { "accounting_records", "settled a bill", "delete from accounting_records where object_type = 'payment_record'" },
        { "accounting_records", "another bill", "update accounting_records set bill_id = gen_random_uuid() where object_type = 'payment_record'" },
        { "accounting_records", "that is draft", "alter table invoices drop constraint invoices_approval; update invoices set status = 'draft'" },
        { "accounting_records", "has not settled", "update transactions set status = 'failed'" },
        { "accounting_records", "nobody will synchronise it", "delete from jobs where kind = 'sync_accounting'" },
        { "directory", "invoice_connection_", "delete from gate.directory where kind = 'invoice_connection'" },
        { "sealed_values", "data key", "update organization_keys set wrapped = set_byte(wrapped, 40, get_byte(wrapped, 40) # 1)" },
        { "sealed_values", "no active data key", "update organization_keys set is_active = false" },
        { "sealed_values", "pm_", "update payment_methods set number_sealed = set_byte(number_sealed, 50, get_byte(number_sealed, 50) # 1)" },
        { "sealed_values", "doc_", "update intake_documents set sha256 = sha256(sha256)" },
        { "sealed_values", "answer to", "update idempotency_keys set key = key || 'x'" },
        { "migrations", "changed or replaced", "update schema_migrations set sha256 = 'x'" },
    };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_sound_database_has_no_fault()
    {
        var results = await database.VerifyAfterAsync("select 1", Cancel);

        Assert.Equal([], results.SelectMany(result => result.Faults));
        Assert.True(results.Count >= 15, $"only {results.Count} checks ran");
    }

    [Theory]
    [MemberData(nameof(Damages))]
    public async Task Damage_is_found_by_its_check_and_named(string check, string says, string damage)
    {
        var results = await database.VerifyAfterAsync(damage, Cancel);

        var found = results.Single(result => result.Name == check);
        Assert.True(found.Faults.Any(fault => fault.Contains(says, StringComparison.Ordinal)), $"{check} says: {string.Join("; ", found.Faults)}");
    }

    [Fact]
    public async Task Of_very_many_faults_the_first_hundred_are_told_and_the_rest_counted()
    {
        var results = await database.VerifyAfterAsync(
            "insert into gate.directory select 'token', sha256(n::text::bytea), gen_random_uuid(), gen_random_uuid() from generate_series(1, 1234) as n", Cancel);

        var found = results.Single(result => result.Name == "directory");
        Assert.Equal((101, "and 1134 more"), (found.Faults.Count, found.Faults[^1]));
    }
}
