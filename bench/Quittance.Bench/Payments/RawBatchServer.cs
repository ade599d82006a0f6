using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Quittance.Bench.Payments;

/// <summary>The raw batch behind the least HTTP that ASP.NET Core has, in the benchmark's own process.</summary>
internal sealed class RawBatchServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<(bool IsCursor, bool IsCounted), ConcurrentBag<RawBatch>> _idle = new();

    private RawBatchServer(WebApplication app, Uri address) => (_app, Address) = (app, address);

    public Uri Address { get; }

    public static async Task<RawBatchServer> StartAsync(NpgsqlDataSource reader, Filled filled)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var address = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{BenchServer.FreePort()}"));
        builder.WebHost.UseUrls(address.ToString());
        var server = new RawBatchServer(builder.Build(), address);
        server._app.MapGet("/page/{isCursor:bool}/{isCounted:bool}", async (bool isCursor, bool isCounted, Microsoft.AspNetCore.Http.HttpResponse response) =>
        {
            var idle = server._idle.GetOrAdd((isCursor, isCounted), _ => []);
            var batch = idle.TryTake(out var kept) ? kept : new RawBatch(reader, filled, isCursor, isCounted);
            response.ContentType = "application/json";
            var content = new System.Buffers.ArrayBufferWriter<byte>(1 << 16);
            await using (var json = new Utf8JsonWriter(content))
            {
                await batch.WriteAsync(json);
            }

            response.ContentLength = content.WrittenCount;
            await response.Body.WriteAsync(content.WrittenMemory);
            idle.Add(batch);
        });
        await server._app.StartAsync();
        return server;
    }

    /// <summary>A request for the page.</summary>
    public static byte[] Page(bool isCursor, bool isCounted) =>
        WireClient.Request("GET", $"/page/{(isCursor ? "true" : "false")}/{(isCounted ? "true" : "false")}", NodeProgram.Token);

    /// <summary>Processor time so far: of the clients too, who are in the same process.</summary>
    public static TimeSpan Processor()
    {
        using var own = Process.GetCurrentProcess();
        return own.TotalProcessorTime;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        foreach (var batch in _idle.Values.SelectMany(bag => bag))
        {
            batch.Dispose();
        }
    }
}
