using System.Diagnostics;
using Npgsql;

namespace Quittance.Bench;

/// <summary>Fills the database straight with SQL: businesses, connections and invoices of one payer.</summary>
internal static class Fill
{
    /// <summary>One payer, its connections and the invoices on them.</summary>
    /// <returns>The payer's id.</returns>
    public static async Task<Guid> PayerAsync(BenchServer server, string name, int connections, int invoicesEach)
    {
        var clock = Stopwatch.StartNew();
        var payer = Guid.CreateVersion7(TimeProvider.System.GetUtcNow());
        await RunAsync(
            server.Owner,
            """
            with payer as (
                insert into parties (organization_id, id, home_organization_id, name) values ($1, $2, $1, $3) returning id)
            insert into businesses (organization_id, id, created_at, updated_at) select $1, id, now(), now() from payer
            """,
            server.Organization, payer, name);
        await RunAsync(
            server.Owner,
            """
            create temporary table fill as
            select n, gen_random_uuid() as supplier, gen_random_uuid() as connection from generate_series(1, $3) n;
            """.Replace("$3", $"{connections}", StringComparison.Ordinal)
            + $"""
            insert into parties (organization_id, id, home_organization_id, name)
            select '{server.Organization}'::uuid, supplier, '{server.Organization}'::uuid, 'Supplier ' || n from fill;
            insert into businesses (organization_id, id, created_at, updated_at) select '{server.Organization}'::uuid, supplier, now(), now() from fill;
            insert into network_connections (organization_id, id, payer_id, payee_id, payer_organization_id, payee_organization_id, status, created_at, updated_at)
            select '{server.Organization}'::uuid, connection, '{payer}'::uuid, supplier, '{server.Organization}'::uuid, '{server.Organization}'::uuid, 'active',
                   now() - n * interval '1 second', now()
            from fill;
            insert into connection_sides (organization_id, connection_id, role, business_id)
            select '{server.Organization}'::uuid, connection, 'payer', '{payer}'::uuid from fill
            union all select '{server.Organization}'::uuid, connection, 'payee', supplier from fill;
            insert into invoices (organization_id, id, connection_id, payer_id, payee_id, author, number, currency, amount_minor, invoice_date, due_date,
                                  status, approved_by, approved_at, created_at, updated_at)
            select '{server.Organization}'::uuid, gen_random_uuid(), connection, '{payer}'::uuid, supplier, 'payee', 'INV-' || i, 'EUR', 100 + i, date '2026-01-01', date '2026-02-01',
                   'approved', 'bench', now(), now() - (n * {invoicesEach} + i) * interval '1 second', now()
            from fill, generate_series(1, {invoicesEach}) i;
            drop table fill;
            analyze;
            """);
        Console.WriteLine($"filled {connections:n0} connections x {invoicesEach:n0} invoices in {clock.Elapsed.TotalSeconds:n1} s");
        return payer;
    }

    private static async Task RunAsync(NpgsqlDataSource source, string sql, params object[] values)
    {
        await using var command = source.CreateCommand(sql);
        command.CommandTimeout = 3600;
        foreach (var value in values)
        {
            command.Parameters.Add(new() { Value = value });
        }

        await command.ExecuteNonQueryAsync();
    }
}
