using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Quittance.Simulator.Bills;

namespace Quittance.Bench;

/// <summary>Webhooks taken in, documents imported, and many connections that have nothing new.</summary>
internal sealed class IntakeBench(BenchServer server, BenchOptions options)
{
    private const string Secret = "the-feed-signs-with-this";

    private static readonly TimeSpan IdleTime = TimeSpan.FromSeconds(60);

    public async Task RunAsync()
    {
        await using var simulator = await BenchSimulator.StartAsync();
        var company = await BusinessAsync(Party.Buyer.Name, Party.Buyer.Siren);
        var supplier = await BusinessAsync(Party.Seller.Name, Party.Seller.Siren);
        await PostAsync("/api/connections", new { payerBusinessId = company, payeeBusinessId = supplier });

        Console.WriteLine($"{"figure",-52}{"per s",10}{"p50 ms",10}{"p99 ms",10}");
        await WebhooksAsync(company);
        await UploadsAsync(company, "UBL", "application/xml", number => new BillTemplate { Number = $"U-{number}" }.Write().Bytes);
        if (options.Pdf is { } file)
        {
            // Other bytes each time, for a comment follows the end; the invoice inside stays the same, so that after the first it is a duplicate.
            var pdf = await File.ReadAllBytesAsync(file);
            await UploadsAsync(company, $"{Path.GetFileName(file)} ({pdf.Length / 1024} KB)", "application/pdf", number => (byte[])[.. pdf, .. Encoding.ASCII.GetBytes($"\n% {number}\n")]);
        }

        await PollingAsync(simulator, company);
        await IdlingAsync(simulator);
    }

    private async Task WebhooksAsync(string company)
    {
        var connection = await ConnectAsync(company, "yooz", new { provider = "yooz", apiKey = "k", webhookSecret = Secret, client = company });
        var key = Encoding.UTF8.GetBytes(Secret);
        var figure = await Load.RunAsync(options, async number =>
        {
            var body = Encoding.UTF8.GetBytes($$"""{"id":"evt_{{number}}_{{Guid.CreateVersion7(TimeProvider.System.GetUtcNow()):n}}","type":"ping"}""");
            using var content = new ByteArrayContent(body);
            content.Headers.Add("X-Webhook-Signature", $"sha256={Convert.ToHexStringLower(HMACSHA256.HashData(key, body))}");
            using var answer = await server.Http.PostAsync(new Uri($"/webhooks/yooz/{connection}", UriKind.Relative), content);
            answer.EnsureSuccessStatusCode();
            return body.Length;
        });
        Tell("webhooks verified, kept and answered", figure);
    }

    private async Task UploadsAsync(string company, string name, string mediaType, Func<int, ReadOnlyMemory<byte>> write)
    {
        var before = (Server: server.Processor(), server.MemoryMiB());
        var peak = 0L;
        var count = 0;
        var figure = await Load.RunAsync(options, async number =>
        {
            using var form = new MultipartFormDataContent();
            var file = new ReadOnlyMemoryContent(write(number));
            file.Headers.ContentType = new MediaTypeHeaderValue(mediaType);
            form.Add(file, "file", $"{number}");
            using var answer = await server.Http.PostAsync(new Uri($"/api/businesses/{company}/imports", UriKind.Relative), form);
            answer.EnsureSuccessStatusCode();
            Interlocked.Exchange(ref peak, Math.Max(peak, server.MemoryMiB()));
            Interlocked.Increment(ref count);
            return 0;
        });
        var processor = (server.Processor() - before.Server).TotalMilliseconds / count;
        Tell($"{name} uploaded and imported", figure);
        Console.WriteLine($"{"",52}{1000 / processor,10:n0} per second of one core of the server ({processor:n1} ms each); memory {peak} MiB at most");
    }

    /// <summary>A provider with many new bills, from the first poll to the last import.</summary>
    private async Task PollingAsync(BenchSimulator simulator, string company)
    {
        await simulator.PostAsync("/control/bills/bulk", new { provider = "http", count = options.Documents, template = new { number = "F" } });
        var before = server.Processor();
        var peak = 0L;
        var clock = Stopwatch.StartNew();
        await ConnectAsync(company, "http", new { provider = "http", apiKey = simulator.ApiKey, client = company, settings = new { baseUrl = simulator.BaseUrl } });
        for (var imported = 0L; imported < options.Documents; imported = await CountAsync("select count(*) from provider_bills where status = 'imported'"))
        {
            peak = Math.Max(peak, server.MemoryMiB());
            await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, CancellationToken.None);
        }

        var processor = (server.Processor() - before).TotalSeconds;
        Console.WriteLine(
            $"{"UBL listed, fetched and imported",-52}{options.Documents / clock.Elapsed.TotalSeconds,10:n0}{"",20}; {options.Documents / processor:n0} per second of one core; memory {peak} MiB at most");
    }

    /// <summary>Many connections whose provider has nothing new, each polled every 15 minutes.</summary>
    private async Task IdlingAsync(BenchSimulator simulator)
    {
        await Task.WhenAll(Enumerable.Range(0, options.Clients).Select(async client =>
        {
            for (var number = client; number < options.Idle; number += options.Clients)
            {
                var business = await BusinessAsync($"Idle {number}", null);
                await ConnectAsync(business, "http", new { provider = "http", apiKey = simulator.IdleApiKey, client = business, settings = new { baseUrl = simulator.BaseUrl } });
            }
        }));
        while (await CountAsync("select count(*) from invoice_connections where provider = 'http' and is_active and last_polled_at is null") > 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, CancellationToken.None);
        }

        // All at once first: how many polls there could be.
        await CountAsync("with due as (update jobs set due_at = now() where kind = 'poll_invoice_connection' returning 1) select count(*) from due");
        var asked = await CountAsync("select (extract(epoch from now()) * 1000)::bigint");
        var clock = Stopwatch.StartNew();
        while (await CountAsync($"select count(*) from invoice_connections where provider = 'http' and is_active and extract(epoch from last_polled_at) * 1000 < {asked}") > 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, CancellationToken.None);
        }

        Console.WriteLine($"{$"polls of {options.Idle:n0} idle connections, all due at once",-52}{options.Idle / clock.Elapsed.TotalSeconds,10:n0}");

        // Then as the schedule has it.
        await CountAsync(
            "with due as (update jobs set due_at = now() + random() * interval '15 minutes' where kind = 'poll_invoice_connection' returning 1) select count(*) from due");
        var (ours, theirs) = (server.Processor(), server.DatabaseProcessor());
        await Task.Delay(IdleTime, TimeProvider.System, CancellationToken.None);
        Console.WriteLine(
            $"{$"{options.Idle:n0} idle connections, each polled every 15 minutes",-52}{options.Idle / 900.0,10:n1}{"",20}; server {Share(server.Processor() - ours):p1}, PostgreSQL {Share(server.DatabaseProcessor() - theirs):p1} of one core; memory {server.MemoryMiB()} MiB");
    }

    private static double Share(TimeSpan processor) => processor / IdleTime;

    private static void Tell(string name, Load.Figure figure) =>
        Console.WriteLine($"{name,-52}{figure.PerSecond,10:n0}{figure.P50.TotalMilliseconds,10:n1}{figure.P99.TotalMilliseconds,10:n1}");

    private async Task<string> BusinessAsync(string name, string? siren) =>
        (await PostAsync("/api/businesses", new { name, registrationNumbers = siren is null ? null : new { siren } })).GetProperty("id").GetString()!;

    private async Task<string> ConnectAsync(string business, string provider, object body) =>
        (await PostAsync("/invoice-connections", body)).GetProperty("id").GetString() ?? throw new InvalidOperationException($"{business} could not be connected to {provider}.");

    private async Task<JsonElement> PostAsync(string path, object body)
    {
        using var answer = await server.Http.PostAsJsonAsync(new Uri(path, UriKind.Relative), body);
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    private async Task<long> CountAsync(string sql)
    {
        await using var command = server.Owner.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
