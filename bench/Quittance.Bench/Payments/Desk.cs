using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Quittance.Server.Api.Payments;

namespace Quittance.Bench.Payments;

/// <summary>The hot payer with a vendor and accounts of its own, and its bills over the API.</summary>
internal sealed class Desk
{
    /// <summary>As many as one request may name.</summary>
    public const int BulkMax = 100;

    private readonly BenchServer _server;
    private readonly string _prefix = $"{Guid.CreateVersion7(TimeProvider.System.GetUtcNow()):n}"[^8..];
    private readonly string _vendor;
    private readonly string _source;
    private readonly string _destination;
    private readonly string _approver;
    private int _number;

    private Desk(BenchServer server, string payer, string vendor, string source, string destination, string approver) =>
        (_server, Payer, _vendor, _source, _destination, _approver) = (server, payer, vendor, source, destination, approver);

    public string Payer { get; }

    /// <summary>A vendor and two accounts for a payer that there is.</summary>
    public static async Task<Desk> OpenAsync(Filled filled)
    {
        var server = filled.Server;
        var payer = PaymentsIds.Write(PaymentsIds.Entity, filled.Largest);
        var vendor = IdOf(await PostAsync(server, "/entity", new
        {
            isCustomer = true,
            isPayor = true,
            isPayee = true,
            accountType = "business",
            profile = new { business = new { legalBusinessName = "Bench Vendor Inc." } },
        }));
        return new Desk(server, payer, vendor, await AccountAsync(server, payer), await AccountAsync(server, vendor), await ApproverAsync(filled));
    }

    /// <summary>Bills that wait to be paid.</summary>
    /// <returns>Their ids.</returns>
    public async Task<List<(string Id, string Number)>> ApprovedAsync(int count)
    {
        var made = new List<(string, string)>();
        foreach (var numbers in Enumerable.Range(0, count).Select(_ => Next()).Chunk(BulkMax))
        {
            var answer = await PostAsync(_server, "/invoices", new { invoices = numbers.Select(Bill) });
            var ids = answer.GetProperty("data").EnumerateArray().Select(IdOf).ToList();
            await PostAsync(_server, "/invoices/approve", new { invoices = ids.Select(invoiceId => new { invoiceId, userId = _approver }) });
            made.AddRange(ids.Zip(numbers));
        }

        return made;
    }

    /// <summary>The request that pays a bill off the platform: its transaction is there when it is answered.</summary>
    public byte[] Pay(string bill) => WireClient.Request("POST", $"/invoice/{bill}", _server.Token, """{"status":"PAID"}"""u8.ToArray());

    /// <summary>The request that pays several.</summary>
    public byte[] Pay(IEnumerable<string> bills) => Change(bills.Select(invoiceId => new { invoiceId, status = "PAID" }));

    /// <summary>The request by which the server's jobs begin several payments at once.</summary>
    public byte[] Schedule(IEnumerable<string> bills) =>
        Change(bills.Select(invoiceId => new { invoiceId, status = "SCHEDULED", deductionDate = $"{TimeProvider.System.GetUtcNow():O}" }));

    /// <summary>The request that searches for a bill's transaction.</summary>
    public byte[] Search(string number) => WireClient.Request("GET", $"/transactions?payerId={Payer}&search={number}", _server.Token);

    /// <summary>How many transactions the payer has.</summary>
    public async Task<long> CountAsync() =>
        (await _server.Http.GetFromJsonAsync<JsonElement>(new Uri($"/transactions?payerId={Payer}&limit=1", UriKind.Relative))).GetProperty("count").GetInt64();

    private static string IdOf(JsonElement made) =>
        made.TryGetProperty("id", out var id) ? id.GetString()! : throw new InvalidOperationException($"It was not made: {made}");

    private static async Task<string> AccountAsync(BenchServer server, string entity) => IdOf(await PostAsync(server, $"/entity/{entity}/paymentMethod", new
    {
        type = "bankAccount",
        accountName = "Bench",
        routingNumber = "021000021",
        accountNumber = $"{Random.Shared.NextInt64(100_000_000, 999_999_999)}",
        accountType = "CHECKING",
    }));

    // Whoever may approve the smallest bills, as the last one that was shows.
    private static async Task<string> ApproverAsync(Filled filled)
    {
        await using var command = filled.Server.Owner.CreateCommand(
            """
            select s.acted_user_id
            from invoices i
            join approval_slots s on s.organization_id = i.organization_id and s.invoice_id = i.id and s.position = 0 and s.action = 'approve'
            where i.organization_id = $1 and i.payer_id = $2
            limit 1
            """);
        command.Parameters.Add(new() { Value = filled.Server.Organization });
        command.Parameters.Add(new() { Value = filled.Largest });
        return await command.ExecuteScalarAsync() is Guid user ? PaymentsIds.Write(PaymentsIds.User, user) : throw new InvalidOperationException("Nobody has approved a bill.");
    }

    private byte[] Change<T>(IEnumerable<T> invoices) => WireClient.Request("PUT", "/invoices", _server.Token, JsonSerializer.SerializeToUtf8Bytes(new { invoices }));

    private string Next() => $"BENCH-{_prefix}-{Interlocked.Increment(ref _number)}";

    private object Bill(string number) => new
    {
        creatorEntityId = Payer,
        payerId = Payer,
        vendorId = _vendor,
        amount = 100.5m,
        currency = "USD",
        invoiceDate = "2026-01-01T00:00:00Z",
        dueDate = "2026-01-31T00:00:00Z",
        deductionDate = "2199-12-31T00:00:00Z", // Nothing is due by itself.
        invoiceNumber = number,
        paymentSourceId = _source,
        paymentDestinationId = _destination,
        lineItems = new[] { new { description = "Hours", quantity = 1m, unitPrice = 100.5m, amount = 100.5m, currency = "USD", category = "EXPENSE" } },
        status = "NEW",
    };

    private static async Task<JsonElement> PostAsync(BenchServer server, string path, object body)
    {
        using var answer = await server.Http.PostAsJsonAsync(new Uri(path, UriKind.Relative), body);
        var text = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode ? JsonDocument.Parse(Encoding.UTF8.GetBytes(text)).RootElement : throw new InvalidOperationException($"{path}: {(int)answer.StatusCode} {text}");
    }
}
