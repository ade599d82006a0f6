using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Npgsql;

namespace Quittance.Bench.Payments;

/// <summary>Something else that answers with a page of transactions over HTTP.</summary>
/// <param name="Page">The request, for a page from a cursor or the newest, with the exact count or without.</param>
internal sealed record Rival(NodeProgram Program, Func<bool, bool, byte[]> Page) : IAsyncDisposable
{
    private const string Reader = "bench_reader";

    /// <summary>A role that may read everything, and whom no row-level security holds up.</summary>
    public static async Task<NpgsqlConnectionStringBuilder> ReaderAsync(BenchServer server)
    {
        var reader = server.Database;
        (reader.Username, reader.Password) = (Reader, Reader);
        await RunAsync(
            server,
            $"""
            do $$ begin
                if not exists (select from pg_roles where rolname = '{Reader}') then
                    create role {Reader} login bypassrls password '{Reader}';
                end if;
            end $$;
            grant usage on schema public to {Reader};
            grant select on all tables in schema public to {Reader};
            """);
        return reader;
    }

    public static async Task<Rival> ExpressAsync(Filled filled, NpgsqlConnectionStringBuilder reader, BenchOptions options, Report report)
    {
        await RequireAsync("express", report);
        var port = BenchServer.FreePort();
        var environment = NodeProgram.Environment(reader, options, port);
        environment["ORGANIZATION"] = $"{filled.Server.Organization}";
        var program = await NodeProgram.StartAsync("express", ["server.mjs"], port, "/", environment);
        return await CheckedAsync(new Rival(program, (isCursor, isCounted) => WireClient.Request(
            "GET", $"/transactions?payerId={filled.Largest}{(isCursor ? $"&startingAfter={filled.Cursor}" : "")}{(isCounted ? "&count=1" : "")}", NodeProgram.Token)));
    }

    public static async Task<Rival> PostGraphileAsync(Filled filled, NpgsqlConnectionStringBuilder reader, BenchOptions options, Report report)
    {
        await RequireAsync("postgraphile", report);
        await TablesAsync(filled, report);
        var port = BenchServer.FreePort();
        var program = await NodeProgram.StartAsync("postgraphile", ["server.mjs"], port, "/graphql", NodeProgram.Environment(reader, options, port));
        var query = await File.ReadAllTextAsync(Checkout.Bench("rivals", "postgraphile", "page.graphql"));
        var cursor = await PostGraphileCursorAsync(program, filled);
        return await CheckedAsync(new Rival(program, (isCursor, isCounted) => WireClient.Request("POST", "/graphql", NodeProgram.Token, JsonSerializer.SerializeToUtf8Bytes(
            new { query, operationName = "Page", variables = new { payer = filled.Largest, after = isCursor ? cursor : null, count = isCounted } }))));
    }

    public static async Task<Rival> DirectusAsync(Filled filled, NpgsqlConnectionStringBuilder reader, BenchOptions options, Report report)
    {
        await RequireAsync("directus", report);
        await TablesAsync(filled, report);
        await RunAsync(filled.Server, $"create schema if not exists directus authorization {Reader}");
        var port = BenchServer.FreePort();
        var environment = NodeProgram.Environment(reader, options, port);
        foreach (var (key, value) in new (string, string)[]
        {
            ("DB_CLIENT", "pg"), ("DB_HOST", reader.Host!), ("DB_PORT", "5432"), ("DB_DATABASE", reader.Database!), ("DB_USER", reader.Username!), ("DB_PASSWORD", reader.Password!),
            ("DB_SEARCH_PATH", "array:directus,rival"), ("SECRET", "a-secret-of-the-benchmark-and-nobody-else"), ("ADMIN_EMAIL", "bench@example.com"),
            ("ADMIN_PASSWORD", "bench-password"), ("ADMIN_TOKEN", NodeProgram.Token), ("HOST", "127.0.0.1"), ("PUBLIC_URL", $"http://127.0.0.1:{port}"),
            ("TELEMETRY", "false"), ("LOG_LEVEL", "error"), ("ADDRESS", $"http://127.0.0.1:{port}"),
        })
        {
            environment[key] = value;
        }

        await NodeProgram.RunAsync("directus", ["node_modules/directus/cli.js", "bootstrap"], environment);
        var program = await NodeProgram.StartAsync("directus", ["node_modules/directus/cli.js", "start"], port, "/server/ping", environment);
        await NodeProgram.RunAsync("directus", ["relations.mjs"], environment);
        var madeAt = await CursorTimeAsync(filled);
        return await CheckedAsync(new Rival(program, (isCursor, isCounted) => WireClient.Request("GET", DirectusPath(filled, isCursor ? madeAt : null, isCounted), NodeProgram.Token)));
    }

    public ValueTask DisposeAsync() => Program.DisposeAsync();

    private static string DirectusPath(Filled filled, DateTime? before, bool isCounted)
    {
        string[] payment = ["*", "payer_id.*", "payer_id.methods.*", "payee_id.*", "payee_id.methods.*", "source_id.*", "destination_id.*"];
        string[] bill =
        [
            "*", "payer_id.*", "payer_id.methods.*", "payee_id.*", "payee_id.methods.*", "source_id.*", "destination_id.*", "creator_user_id.*", "lines.*", "slots.*",
            "comments.*", "comments.user_id.*", .. payment.Select(field => $"shares.payment_id.{field}"),
        ];
        var fields = payment.Append("shares.amount_minor").Concat(bill.Select(field => $"shares.bill_id.{field}"));
        var filter = before is { } time
            ? JsonSerializer.Serialize(new { payer_id = new { _eq = filled.Largest }, created_at = new { _lt = time } })
            : JsonSerializer.Serialize(new { payer_id = new { _eq = filled.Largest } });
        return $"/items/payments?limit=10&sort=-created_at&filter={Uri.EscapeDataString(filter)}&fields={string.Join(',', fields)}{(isCounted ? "&meta=filter_count" : "")}";
    }

    private static async Task RequireAsync(string name, Report report)
    {
        if (await NodeProgram.MissingAsync(name, report) is { } missing)
        {
            throw new InvalidOperationException(missing);
        }
    }

    // The same rows where the rivals that want keys of one column find them.
    private static async Task TablesAsync(Filled filled, Report report)
    {
        await using var command = filled.Server.Owner.CreateCommand("select to_regclass('rival.shares') is not null");
        if ((bool)(await command.ExecuteScalarAsync())!)
        {
            return;
        }

        report.Tell("copying the rows into tables with keys of one column ...");
        var script = await File.ReadAllTextAsync(Checkout.Bench("rivals", "tables.sql"));
        await RunAsync(filled.Server, script.Replace(":organization", $"'{filled.Server.Organization}'", StringComparison.Ordinal));
        await RunAsync(filled.Server, $"grant usage on schema rival to {Reader}; grant select on all tables in schema rival to {Reader}");
        await RunAsync(filled.Server, "analyze");
    }

    private static async Task<string> PostGraphileCursorAsync(NodeProgram program, Filled filled)
    {
        await using var place = filled.Server.Owner.CreateCommand("select count(*) from rival.payments where payer_id = $1 and id >= $2");
        place.Parameters.Add(new() { Value = filled.Largest });
        place.Parameters.Add(new() { Value = filled.Cursor });
        var offset = (long)(await place.ExecuteScalarAsync())! - 1;
        using var http = new HttpClient { BaseAddress = program.Address };
        http.DefaultRequestHeaders.Authorization = new("Bearer", NodeProgram.Token);
        const string query = "query($payer: UUID!, $offset: Int!) { allPayments(first: 1, offset: $offset, condition: { payerId: $payer }, orderBy: PRIMARY_KEY_DESC) { edges { cursor } } }";
        using var answer = await http.PostAsJsonAsync(new Uri("/graphql", UriKind.Relative), new { query, variables = new { payer = filled.Largest, offset } });
        var told = await answer.Content.ReadFromJsonAsync<JsonElement>();
        return told.GetProperty("data").GetProperty("allPayments").GetProperty("edges")[0].GetProperty("cursor").GetString()!;
    }

    private static async Task<DateTime> CursorTimeAsync(Filled filled)
    {
        await using var command = filled.Server.Owner.CreateCommand("select created_at from transactions where organization_id = $1 and id = $2");
        command.Parameters.Add(new() { Value = filled.Server.Organization });
        command.Parameters.Add(new() { Value = filled.Cursor });
        return (DateTime)(await command.ExecuteScalarAsync())!;
    }

    // A page that is not whole would be fast. Everybody's has the bills of ten transactions with their lines in it.
    private static async Task<Rival> CheckedAsync(Rival rival)
    {
        foreach (var (isCursor, isCounted) in new[] { (false, true), (true, false) })
        {
            using var client = new WireClient(rival.Program.Address);
            var answer = client.Send(rival.Page(isCursor, isCounted));
            var text = Encoding.UTF8.GetString(answer.Body.Span);
            if (answer.Status != 200 || text.Length < 10_000 || text.Contains("\"errors\"", StringComparison.Ordinal))
            {
                await rival.DisposeAsync();
                throw new InvalidOperationException($"{answer.Status}: {text[..Math.Min(text.Length, 500)]}");
            }
        }

        return rival;
    }

    private static async Task RunAsync(BenchServer server, string sql)
    {
        await using var command = server.Owner.CreateCommand(sql);
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync();
    }
}
