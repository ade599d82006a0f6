using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;

namespace Quittance.Bench;

/// <summary>A business that is connected to an accounting system over the API, and whose books have been read once.</summary>
internal sealed class BenchBooks
{
    private const string Connections = "/v1/accounting_connections";

    private readonly BenchServer _server;

    private BenchBooks(BenchServer server, Guid business) => (_server, Business) = (server, business);

    public Guid Business { get; }

    public Guid Connection { get; private set; }

    /// <summary>What a synchronisation took.</summary>
    /// <param name="Elapsed">From the request until it was over.</param>
    /// <param name="Server">The server's processor time.</param>
    /// <param name="Database">PostgreSQL's processor time.</param>
    internal sealed record Run(TimeSpan Elapsed, TimeSpan Server, TimeSpan Database, long PeakMiB);

    /// <param name="credentials">What the form of the system asks for, with the platform.</param>
    public static async Task<BenchBooks> ConnectAsync(BenchServer server, string name, string platform, object credentials)
    {
        using var made = await server.Http.PostAsJsonAsync(new Uri("/api/businesses", UriKind.Relative), new { name });
        made.EnsureSuccessStatusCode();
        var id = (await made.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString()!;
        var books = new BenchBooks(server, Guid.ParseExact(id["biz_".Length..], "N"));
        books.Connection = (await books.PostAsync(Connections, new { platform })).GetProperty("id").GetGuid();
        await books.PostAsync($"{Connections}/{books.Connection}/credentials", credentials);
        await books.WaitAsync(null, TimeSpan.FromMilliseconds(100));
        return books;
    }

    /// <summary>Forces a synchronisation and waits until it is over.</summary>
    /// <param name="glance">How often to look whether it is.</param>
    public async Task<Run> SyncAsync(TimeSpan glance)
    {
        var pulledAt = (await StateAsync()).PulledAt;
        var (ours, theirs) = (_server.Processor(), _server.DatabaseProcessor());
        var clock = Stopwatch.StartNew();
        await PostAsync($"{Connections}/{Connection}/sync", null);
        var peak = await WaitAsync(pulledAt, glance);
        return new Run(clock.Elapsed, _server.Processor() - ours, _server.DatabaseProcessor() - theirs, peak);
    }

    /// <summary>Makes sure that every record is over there.</summary>
    public async Task RequireDoneAsync()
    {
        await using var command = _server.Owner.CreateCommand(
            "select count(*) filter (where status <> 'done'), min(error::text) from accounting_records where accounting_connection_id = $1");
        command.Parameters.Add(new() { Value = Connection });
        await using var row = await command.ExecuteReaderAsync();
        await row.ReadAsync();
        if (row.GetInt64(0) > 0)
        {
            throw new InvalidOperationException($"{row.GetInt64(0)} records are not over there: {(row.IsDBNull(1) ? "they still wait" : row.GetString(1))}");
        }
    }

    /// <summary>Makes sure that at least so many objects were read over there.</summary>
    public async Task RequireSeenAsync(int objects)
    {
        await using var command = _server.Owner.CreateCommand("select count(*) from accounting_objects where accounting_connection_id = $1 and not is_deleted");
        command.Parameters.Add(new() { Value = Connection });
        if (await command.ExecuteScalarAsync() is not long seen || seen < objects)
        {
            throw new InvalidOperationException($"Fewer than {objects} objects were read over there.");
        }
    }

    private async Task<long> WaitAsync(DateTime? pulledAt, TimeSpan glance)
    {
        var peak = _server.MemoryMiB();
        while (await StateAsync() is var state && (state.IsRunning || state.PulledAt == pulledAt))
        {
            if (state.Fault is { } fault)
            {
                throw new InvalidOperationException($"The connection does not work: {fault}");
            }

            await Task.Delay(glance, TimeProvider.System, CancellationToken.None);
            peak = Math.Max(peak, _server.MemoryMiB());
        }

        return peak;
    }

    private async Task<(DateTime? PulledAt, bool IsRunning, string? Fault)> StateAsync()
    {
        await using var command = _server.Owner.CreateCommand(
            "select pulled_at, sync_started_at is not null, fault::text from accounting_connections where organization_id = $1 and id = $2");
        command.Parameters.Add(new() { Value = _server.Organization });
        command.Parameters.Add(new() { Value = Connection });
        await using var row = await command.ExecuteReaderAsync();
        await row.ReadAsync();
        return (row.IsDBNull(0) ? null : row.GetDateTime(0), row.GetBoolean(1), row.IsDBNull(2) ? null : row.GetString(2));
    }

    private async Task<JsonElement> PostAsync(string path, object? body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(path, UriKind.Relative)) { Content = body is null ? null : JsonContent.Create(body) };
        request.Headers.Add("x-monite-version", "2024-05-25");
        request.Headers.Add("x-monite-entity-id", $"{Business:d}");
        using var answer = await _server.Http.SendAsync(request);
        if (!answer.IsSuccessStatusCode)
        {
            throw new InvalidOperationException($"{path}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
        }

        return answer.Content.Headers.ContentLength == 0 ? default : await answer.Content.ReadFromJsonAsync<JsonElement>();
    }
}
