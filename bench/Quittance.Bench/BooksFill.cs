using System.Globalization;
using Npgsql;
using Quittance.Connectors.AccountingSystems.Journal;
using Quittance.Domain;

namespace Quittance.Bench;

/// <summary>Approved and coded bills of a connected business, straight with SQL: what approving them one by one would have left.</summary>
/// <param name="accounts">The names of two expense accounts of the books; each bill has a line on either.</param>
internal sealed class BooksFill(BenchServer server, BenchBooks books, (string First, string Second) accounts)
{
    private const long SecondLineMinor = 500;

    private static readonly DateOnly Date = new(2026, 1, 15);

    /// <summary>Bills that wait to be pushed, each of two lines with 20 % VAT.</summary>
    public Task WaitingAsync(int suppliers, int billsEach) => FillAsync(suppliers, billsEach, "'pending', null, null, null", "'pending', null, null, null");

    /// <summary>Bills that were pushed to a journal, and the journal that holds them.</summary>
    /// <remarks>Some have to have been pushed for real before, so that there is a file, and a record of what was sent to go by.</remarks>
    public async Task PushedToJournalAsync(int suppliers, int billsEach)
    {
        var began = await AskAsync("select clock_timestamp()", row => row.GetDateTime(0));
        await FillAsync(
            suppliers,
            billsEach,
            "'done', f.account, '-', null",
            $"""
            'done', f.key, '-', jsonb_set(
                (select pushed from accounting_records where accounting_connection_id = '{books.Connection}' and object_type = 'bill' and pushed is not null limit 1)
                    || jsonb_build_object('key', f.key, 'vendorId', f.account, 'number', f.number),
                '[total,minor]', to_jsonb(f.amount))
            """.Replace("[total,minor]", "{total,minor}", StringComparison.Ordinal));
        await WriteJournalAsync(began[0]);
        await books.SyncAsync(TimeSpan.FromMilliseconds(100));
        // The connector alone knows what it calls the version of what it reads.
        await RunAsync(
            $"""
            update accounting_records r set remote_version = o.version
            from accounting_objects o
            where r.accounting_connection_id = '{books.Connection}' and o.organization_id = r.organization_id and o.accounting_connection_id = r.accounting_connection_id
                and o.object_type = r.object_type and o.remote_id = r.remote_id
            """);
        await RunAsync("vacuum analyze");
        var unread = await AskAsync($"select count(*) from accounting_records where accounting_connection_id = '{books.Connection}' and remote_version = '-'", row => row.GetInt64(0));
        if (unread[0] > 0)
        {
            throw new InvalidOperationException($"{unread[0]} records have no twin in the journal that was read.");
        }
    }

    /// <param name="vendorState">Status, remote id, remote version and what was pushed, of the row <c>f</c>.</param>
    private async Task FillAsync(int suppliers, int billsEach, string vendorState, string billState)
    {
        var organization = $"'{server.Organization}'::uuid";
        var head = $"{organization}, %, '{books.Connection}'::uuid, '{books.Business}'::uuid";
        await RunAsync(
            $"""
            create temporary table suppliers as
            select s.*, 'Liabilities:Payable:Supplier' || n || '-' || replace(supplier::text, '-', '') as account
            from (select n, gen_random_uuid() as supplier, gen_random_uuid() as connection, gen_random_uuid() as record from generate_series(1, {suppliers}) n) s;
            create temporary table bills as
            select b.*, 'pay_' || replace(invoice::text, '-', '') as key, 'INV-' || i as number, (net + {SecondLineMinor}) * 6 / 5 as amount, clock_timestamp() as approved
            from (select s.*, i, gen_random_uuid() as invoice, 1000 + 5 * (i % 400) as net from suppliers s, generate_series(1, {billsEach}) i) b;

            insert into parties (organization_id, id, home_organization_id, name) select {organization}, supplier, {organization}, 'Supplier ' || n from suppliers;
            insert into businesses (organization_id, id, created_at, updated_at) select {organization}, supplier, now(), now() from suppliers;
            insert into network_connections (organization_id, id, payer_id, payee_id, payer_organization_id, payee_organization_id, status, created_at, updated_at)
            select {organization}, connection, '{books.Business}'::uuid, supplier, {organization}, {organization}, 'active', now(), now() from suppliers;
            insert into connection_sides (organization_id, connection_id, role, business_id)
            select {organization}, connection, 'payer', '{books.Business}'::uuid from suppliers union all select {organization}, connection, 'payee', supplier from suppliers;

            insert into invoices (organization_id, id, connection_id, payer_id, payee_id, author, number, currency, amount_minor, tax_minor, invoice_date, due_date,
                                  status, approved_by, approved_at, created_at, updated_at)
            select {organization}, invoice, connection, '{books.Business}'::uuid, supplier, 'payee', number, 'EUR', amount, amount / 6, date '{Date:O}', date '{Date:O}' + 30,
                   'approved', 'bench', approved, approved, approved
            from bills;
            insert into invoice_lines (organization_id, invoice_id, position, description, quantity, unit_price, amount_minor, tax_rate)
            select {organization}, invoice, 0, 'Hosting', 1, net / 100.0, net, 2000 from bills
            union all select {organization}, invoice, 1, 'Advice', 1, {SecondLineMinor} / 100.0, {SecondLineMinor}, 2000 from bills;
            insert into invoice_codings (organization_id, invoice_id, position, business_id, ledger_account_id, source, updated_at)
            select {organization}, invoice, line.position, '{books.Business}'::uuid, account.id, 'person', approved
            from bills, (values (0, '{accounts.First}'), (1, '{accounts.Second}')) line (position, account)
            join ledger_accounts account on account.accounting_connection_id = '{books.Connection}' and account.name = line.account;

            insert into accounting_records (organization_id, id, accounting_connection_id, business_id, object_type, object_id, parent_id, wanted,
                                            status, remote_id, remote_version, pushed, try_at, object_updated_at, pulled_at, created_at, updated_at)
            select {head.Replace("%", "record", StringComparison.Ordinal)}, 'vendor', supplier, null, 'present', {vendorState}::jsonb, now(), now(), now(), now(), now() from suppliers f;
            insert into accounting_records (organization_id, id, accounting_connection_id, business_id, object_type, object_id, parent_id, wanted,
                                            status, remote_id, remote_version, pushed, try_at, object_updated_at, pulled_at, created_at, updated_at)
            select {head.Replace("%", "gen_random_uuid()", StringComparison.Ordinal)}, 'bill', invoice, record, 'present', {billState}::jsonb, approved, approved, approved, approved, approved
            from bills f;
            drop table suppliers, bills;
            """);
        await RunAsync("vacuum analyze");
    }

    /// <summary>Appends what the connector would have written for the bills since then; it takes that for a bookkeeper's edit.</summary>
    private async Task WriteJournalAsync(DateTime since)
    {
        var vendors = await AskAsync(
            $"""
            select r.remote_id, p.name, p.id from accounting_records r join parties p on p.organization_id = r.organization_id and p.id = r.object_id
            where r.accounting_connection_id = '{books.Connection}' and r.object_type = 'vendor' and r.remote_version = '-'
            """,
            row => (Account: row.GetString(0), Name: row.GetString(1), Id: row.GetGuid(2)));
        var bills = await AskAsync(
            $"select id, payee_id, number, amount_minor from invoices where payer_id = '{books.Business}' and approved_at >= '{since:O}'",
            row => (Id: row.GetGuid(0), Vendor: row.GetGuid(1), Number: row.GetString(2), Minor: row.GetInt64(3)));
        await using var file = new StreamWriter(Path.Combine(server.Journals, $"{books.Connection}", "books.journal"), append: true);
        foreach (var (account, name, id) in vendors)
        {
            await file.WriteAsync(string.Create(
                CultureInfo.InvariantCulture, $"\n{JournalText.Open(account)}\n{Date:yyyy-MM-dd} note {account} \"{name}\" ; key:biz_{id:n}\n"));
        }

        var byId = vendors.ToDictionary(vendor => vendor.Id);
        var due = $"due:{Date.AddDays(30):yyyy-MM-dd}";
        foreach (var (id, vendor, number, minor) in bills)
        {
            JournalPosting[] postings =
            [
                new(accounts.First, minor - (minor / 6) - SecondLineMinor, "Hosting"), new(accounts.Second, SecondLineMinor, "Advice"),
                new("Assets:InputVAT", minor / 6, "vat20"), new(byId[vendor].Account, -minor),
            ];
            await file.WriteAsync(JournalText.Entry(Date, byId[vendor].Name, $"Bill {number}", [$"pay_{id:n}"], due, null, Currency.Of("EUR"), postings));
        }
    }

    private async Task RunAsync(string sql)
    {
        await using var command = server.Owner.CreateCommand(sql);
        command.CommandTimeout = 3600;
        await command.ExecuteNonQueryAsync();
    }

    private async Task<List<T>> AskAsync<T>(string sql, Func<NpgsqlDataReader, T> read)
    {
        await using var command = server.Owner.CreateCommand(sql);
        await using var row = await command.ExecuteReaderAsync();
        var rows = new List<T>();
        while (await row.ReadAsync())
        {
            rows.Add(read(row));
        }

        return rows;
    }
}
