using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Npgsql;

namespace Quittance.Bench.Payments;

/// <summary>Complete transactions with all that belongs to them: by the server's own load, and the very same rows by Entity Framework, in turns.</summary>
/// <remarks>
/// Entity Framework writes them into tables with the same indexes and checks but without foreign keys and triggers, which spares it the looking up,
/// and which are empty when its turn begins; its rows are in memory before its time begins, and change detection is off.
/// </remarks>
internal sealed class IngestRace(BenchServer server, BenchOptions options, Report report)
{
    private const double Bound = 4;
    private const int SaveSize = 1000;
    private const int SavesEach = 5;
    private const int RoundsMost = 3;

    public async Task RunAsync()
    {
        var made = JsonDocument.Parse(await server.CommandAsync("organization", "create", "--name", "Ingest", "--owner-email", "ingest@example.test", "--json")).RootElement;
        var organization = Guid.ParseExact(made.GetProperty("organizationId").GetString()!["org_".Length..], "N");
        var each = Math.Clamp(options.Transactions / 10, SaveSize * SavesEach, 100_000);
        await Filled.LoadAsync(server, organization, each); // Makes the parties; what is raced adds transactions to them.
        var tables = await TablesAsync(organization);
        var (ours, theirs) = (new List<double>(), new List<double>());
        for (var round = 0; round < Math.Min(options.Rounds, RoundsMost); round++)
        {
            ours.Add(Filled.PerSecondOf(await Filled.LoadAsync(server, organization, each)));
            theirs.Add(await SaveAsync(organization, tables, round));
        }

        var (mine, ef) = (ours.Order().ElementAt(ours.Count / 2), theirs.Order().ElementAt(theirs.Count / 2));
        report.AtLeast(
            "ingest of complete transactions vs EF Core SaveChanges(1000) of the same rows", Bound, mine / ef,
            string.Create(CultureInfo.InvariantCulture, $"{mine:n0} : {ef:n0} transactions per second, {tables.Count} tables"));
    }

    private async Task<double> SaveAsync(Guid organization, IReadOnlyList<RowTable> tables, int round)
    {
        var transactions = await CountAsync("transactions", organization);
        var readers = new List<(RowTable Table, NpgsqlDataReader Rows, long Each)>();
        foreach (var table in tables)
        {
            var rows = (await CountAsync(table.Name, organization) * SaveSize) + transactions - 1;
            await RunAsync($"truncate {RowContext.Schema}.{table.Name}");
            readers.Add((table, await OpenAsync(table, organization), rows / transactions));
        }

        var time = TimeSpan.Zero;
        for (var save = 0; save < SavesEach; save++)
        {
            var batch = new List<(RowTable Table, List<Dictionary<string, object?>> Rows)>();
            foreach (var (table, rows, each) in readers)
            {
                batch.Add((table, await TakeAsync(table, rows, each)));
            }

            var clock = Stopwatch.StartNew();
            await using var context = new RowContext(server.Database.ConnectionString, tables);
            context.ChangeTracker.AutoDetectChangesEnabled = false;
            foreach (var (table, rows) in batch)
            {
                context.Rows(table).AddRange(rows);
            }

            await context.SaveChangesAsync();
            time += save == 0 && round == 0 ? TimeSpan.Zero : clock.Elapsed; // The very first pays for the model and the first plans.
        }

        foreach (var (_, rows, _) in readers)
        {
            await rows.DisposeAsync();
        }

        return SaveSize * (SavesEach - (round == 0 ? 1 : 0)) / time.TotalSeconds;
    }

    // Every table in which the organization has rows, and an empty one like it.
    private async Task<List<RowTable>> TablesAsync(Guid organization)
    {
        await RunAsync($"drop schema if exists {RowContext.Schema} cascade; create schema {RowContext.Schema}");
        var tables = new List<RowTable>();
        foreach (var name in await NamesAsync())
        {
            if (await CountAsync(name, organization) > 0)
            {
                await RunAsync($"create table {RowContext.Schema}.{name} (like public.{name} including all)");
                tables.Add(await DescribeAsync(name));
            }
        }

        return tables;
    }

    private async Task<List<string>> NamesAsync()
    {
        await using var command = server.Owner.CreateCommand(
            """
            select c.relname
            from pg_class c
            join pg_attribute a on a.attrelid = c.oid and a.attname = 'organization_id'
            where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
            order by 1
            """);
        await using var row = await command.ExecuteReaderAsync();
        var names = new List<string>();
        while (await row.ReadAsync())
        {
            names.Add(row.GetString(0));
        }

        return names;
    }

    private async Task<RowTable> DescribeAsync(string name)
    {
        await using var command = server.Owner.CreateCommand(
            $"""
            select a.attname, format_type(a.atttypid, a.atttypmod), not a.attnotnull, a.attnum = any (i.indkey::int2[])
            from pg_attribute a
            join pg_index i on i.indrelid = a.attrelid and i.indisprimary
            where a.attrelid = 'public.{name}'::regclass and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
            order by a.attnum
            """);
        await using var row = await command.ExecuteReaderAsync();
        var (columns, key) = (new List<(string, string, bool)>(), new List<string>());
        while (await row.ReadAsync())
        {
            columns.Add((row.GetString(0), row.GetString(1), row.GetBoolean(2)));
            if (row.GetBoolean(3))
            {
                key.Add(row.GetString(0));
            }
        }

        return new RowTable(name, columns, key);
    }

    private async Task<NpgsqlDataReader> OpenAsync(RowTable table, Guid organization)
    {
        var command = server.Owner.CreateCommand(
            $"select {string.Join(", ", table.Columns.Select(column => $"\"{column.Name}\""))} from public.{table.Name} where organization_id = $1 order by {string.Join(", ", table.Key)}");
        command.CommandTimeout = 0;
        command.Parameters.Add(new() { Value = organization });
        return await command.ExecuteReaderAsync(System.Data.CommandBehavior.SequentialAccess);
    }

    private static async Task<List<Dictionary<string, object?>>> TakeAsync(RowTable table, NpgsqlDataReader rows, long count)
    {
        var taken = new List<Dictionary<string, object?>>();
        while (taken.Count < count && await rows.ReadAsync())
        {
            var entity = new Dictionary<string, object?>(table.Columns.Count, StringComparer.Ordinal);
            for (var column = 0; column < table.Columns.Count; column++)
            {
                var value = await rows.IsDBNullAsync(column) ? null : rows.GetValue(column);
                entity[table.Columns[column].Name] = value is DateTime day && table.Columns[column].Type == "date" ? DateOnly.FromDateTime(day) : value;
            }

            taken.Add(entity);
        }

        return taken;
    }

    private async Task<long> CountAsync(string table, Guid organization)
    {
        await using var command = server.Owner.CreateCommand($"select count(*) from public.{table} where organization_id = $1");
        command.CommandTimeout = 0;
        command.Parameters.Add(new() { Value = organization });
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private async Task RunAsync(string sql)
    {
        await using var command = server.Owner.CreateCommand(sql);
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync();
    }
}
