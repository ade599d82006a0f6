using System.Diagnostics;
using System.Net.Http.Json;

namespace Quittance.Bench;

/// <summary>List, get, create and export of the Network dialect over 1,000 connections with 1,000 invoices each.</summary>
internal sealed class NetworkBench(BenchServer server, BenchOptions options)
{
    private double _hello;

    public async Task RunAsync()
    {
        var payer = await Fill.PayerAsync(server, "Bench payer", options.Connections, options.InvoicesEach);
        var connections = await IdsAsync("select id from network_connections where payer_id = $1 limit 1000", payer);
        var invoices = await IdsAsync("select id from invoices where payer_id = $1 limit 1000", payer);

        Console.WriteLine($"{"figure",-44}{"req/s",10}{"p50 ms",10}{"p99 ms",10}{"KB",8}{"of hello",10}");
        _hello = (await FigureAsync("hello (/healthz)", _ => GetAsync("/healthz"))).PerSecond;
        await FigureAsync("connections, 20 of the newest", _ => GetAsync("/api/connections?limit=20"));
        await FigureAsync("connections, 1,000", _ => GetAsync("/api/connections?limit=1000"));
        await FigureAsync("connection by id", number => GetAsync($"/api/connections/conn_{connections[number % connections.Count]:n}"));
        await FigureAsync("payables of a connection, 20", number => GetAsync($"/api/connections/conn_{connections[number % connections.Count]:n}/invoices?limit=20"));
        await FigureAsync("payables of the payer, 20 of all", _ => GetAsync($"/api/businesses/biz_{payer:n}/payables?limit=20"));
        await FigureAsync("payable by id", number => GetAsync($"/api/businesses/biz_{payer:n}/payables/pay_{invoices[number % invoices.Count]:n}"));
        await FigureAsync("create a payable", number => CreateAsync(payer, connections[number % connections.Count], number));
        await ExportAsync($"connections as CSV, {options.Connections:n0} rows", $"/api/connections/export-csv?businessId=biz_{payer:n}");

        var wide = await Fill.PayerAsync(server, "Wide payer", options.ExportRows, 1);
        await ExportAsync($"connections as CSV, {options.ExportRows:n0} rows", $"/api/connections/export-csv?businessId=biz_{wide:n}");
    }

    private async Task<Load.Figure> FigureAsync(string name, Func<int, Task<long>> request)
    {
        var figure = await Load.RunAsync(options, request);
        var share = _hello == 0 ? 1 : figure.PerSecond / _hello;
        Console.WriteLine($"{name,-44}{figure.PerSecond,10:n0}{figure.P50.TotalMilliseconds,10:n1}{figure.P99.TotalMilliseconds,10:n1}{figure.Bytes / 1024.0,8:n1}{share,10:n3}");
        return figure;
    }

    /// <summary>Streams an export and watches the server's memory while it does.</summary>
    private async Task ExportAsync(string name, string path)
    {
        var before = server.MemoryMiB();
        var peak = before;
        var clock = Stopwatch.StartNew();
        using var answer = await server.Http.GetAsync(new Uri(path, UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
        answer.EnsureSuccessStatusCode();
        await using var stream = await answer.Content.ReadAsStreamAsync();
        var buffer = new byte[1 << 16];
        long bytes = 0;
        long rows = 0;
        for (int read; (read = await stream.ReadAsync(buffer)) > 0; bytes += read)
        {
            rows += buffer.AsSpan(0, read).Count((byte)'\n');
            if ((bytes >> 20) != ((bytes + read) >> 20))
            {
                peak = Math.Max(peak, server.MemoryMiB());
            }
        }

        Console.WriteLine(
            $"{name,-44}{rows / clock.Elapsed.TotalSeconds,10:n0} rows/s, {bytes / 1048576.0 / clock.Elapsed.TotalSeconds:n1} MB/s; memory {before} MiB before, {peak} MiB at most");
    }

    private async Task<long> GetAsync(string path)
    {
        using var answer = await server.Http.GetAsync(new Uri(path, UriKind.Relative));
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadAsByteArrayAsync()).Length;
    }

    private async Task<long> CreateAsync(Guid payer, Guid connection, int number)
    {
        var body = new
        {
            connectionId = $"conn_{connection:n}",
            invoiceNumber = $"B-{number}-{Guid.CreateVersion7(TimeProvider.System.GetUtcNow()):n}",
            amount = 12.50m,
            currency = "EUR",
            lineItems = new[] { new { description = "Hours", quantity = 2.5m, unitPrice = 5m } },
            status = "SUBMITTED",
        };
        using var answer = await server.Http.PostAsJsonAsync(new Uri($"/api/businesses/biz_{payer:n}/payables", UriKind.Relative), body);
        answer.EnsureSuccessStatusCode();
        return answer.Content.Headers.ContentLength ?? 0;
    }

    private async Task<List<Guid>> IdsAsync(string sql, Guid payer)
    {
        await using var command = server.Owner.CreateCommand(sql);
        command.Parameters.Add(new() { Value = payer });
        await using var row = await command.ExecuteReaderAsync();
        var ids = new List<Guid>();
        while (await row.ReadAsync())
        {
            ids.Add(row.GetGuid(0));
        }

        return ids;
    }
}
