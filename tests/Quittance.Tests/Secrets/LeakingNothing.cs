using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Quittance.Tests.Contract;

namespace Quittance.Tests.Secrets;

public sealed partial class LeakingNothing(BusyServer server) : IClassFixture<BusyServer>
{
    private static readonly Canary Leak = new("a leak", "leaked-canary-ÄÖ/+7");

    [Fact]
    public async Task No_secret_is_anywhere_but_in_the_answer_that_shows_it_once()
    {
        var leaks = Evidence.Leaks(await server.EvidenceAsync(), [.. server.Canaries, .. server.Given]).ToList();

        Assert.True(leaks.Count == 0, string.Join(Environment.NewLine, leaks));
    }

    [Fact]
    public async Task Every_secret_was_really_there()
    {
        var evidence = await server.EvidenceAsync();

        Assert.All(server.Canaries, canary => Assert.True(
            canary.ShownBy.All(operation => evidence.Any(piece => piece.Kind == "response" && piece.Where == operation && piece.Text.Contains(canary.Text, StringComparison.Ordinal)))
            && (canary.ShownBy.Count > 0 || Sent(canary)),
            $"{canary.Name} was never sent, or not shown by {string.Join(", ", canary.ShownBy)}"));
    }

    [Fact]
    public void Every_field_that_takes_a_secret_was_given_one()
    {
        var fields = ApiOperation.All.Where(operation => operation.Body is not null).SelectMany(operation => FieldsOf(operation, operation.Body!.Value)).Where(field => Secret().IsMatch(field));
        var given = server.Requests.SelectMany(request => FieldsWithCanaries(request.Body)).ToHashSet(StringComparer.Ordinal);

        Assert.NotEmpty(given);
        Assert.Empty(fields.Distinct(StringComparer.Ordinal).Except(given, StringComparer.Ordinal)); // Missing here? Add a step to BusyServer.
    }

    [Fact]
    public async Task A_leak_would_be_found_wherever_it_is()
    {
        (await server.Tenant.PostAsync("/api/businesses", new { name = Leak.Text })).Created();
        server.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Quittance.Leaky")
            .Log(LogLevel.Warning, default, Convert.ToBase64String(Encoding.UTF8.GetBytes($"x{Leak.Text}")), null, (text, _) => text);

        var leaks = Evidence.Leaks(await server.EvidenceAsync(), [Leak]);

        Assert.Contains("response POST /api/businesses: a leak", leaks);
        Assert.Contains("log Quittance.Leaky: a leak", leaks);
        Assert.Contains("log and outbox audit_entries, events: a leak", leaks);
        Assert.Contains("dump public.parties: a leak", leaks);
        Assert.Contains("dump public.audit_entries: a leak", leaks);
    }

    [Theory]
    [InlineData("{0}")]
    [InlineData("base64")]
    [InlineData("base64 after 1")]
    [InlineData("base64 after 2")]
    [InlineData("base64url")]
    [InlineData("hex")]
    [InlineData("HEX")]
    [InlineData("url")]
    [InlineData("form")]
    [InlineData("json")]
    [InlineData("html")]
    [InlineData("bytea")]
    [InlineData("base64 in bytea")]
    [InlineData("groups")]
    public void A_secret_is_recognised_however_it_is_written(string way)
    {
        var bytes = Encoding.UTF8.GetBytes(Leak.Text);
        var written = way switch
        {
            "base64" => Convert.ToBase64String([.. bytes, 1]),
            "base64 after 1" => Convert.ToBase64String([200, .. bytes, 1]),
            "base64 after 2" => Convert.ToBase64String([200, 100, .. bytes, 1, 2, 3]),
            "base64url" => Convert.ToBase64String([200, 100, .. bytes]).Replace('+', '-').Replace('/', '_'),
            "hex" => Convert.ToHexStringLower(bytes),
            "HEX" => Convert.ToHexString(bytes),
            "url" => Uri.EscapeDataString(Leak.Text),
            "form" => System.Net.WebUtility.UrlEncode(Leak.Text),
            "json" => JsonSerializer.Serialize(Leak.Text),
            "html" => System.Net.WebUtility.HtmlEncode(Leak.Text),
            "bytea" => $@"1	\x{Convert.ToHexStringLower([9, .. bytes])}	t",
            "base64 in bytea" => $@"1	\x{Convert.ToHexStringLower(Encoding.ASCII.GetBytes(Convert.ToBase64String(bytes)))}	t",
            "groups" => string.Join(' ', Leak.Text.Chunk(4).Select(group => new string(group))),
            _ => Leak.Text,
        };

        Assert.Equal(["dump somewhere: a leak"], Evidence.Leaks([new Evidence("dump", "somewhere", $"before {written} after")], [Leak]));
        Assert.Empty(Evidence.Leaks([new Evidence("dump", "somewhere", "nothing at all")], [Leak]));
    }

    private bool Sent(Canary canary) => server.Requests.Any(request => canary.Forms.Any(form =>
        request.Headers.Contains(form, StringComparison.Ordinal) || request.Body.Contains(Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(form)), StringComparison.Ordinal)));

    private IEnumerable<string> FieldsWithCanaries(string body)
    {
        try
        {
            return Strings(JsonDocument.Parse(Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(body))).RootElement)
                .Where(field => server.Canaries.Any(canary => canary.Text == field.Value))
                .Select(field => field.Name);
        }
        catch (JsonException)
        {
            return [];
        }
    }

    private static IEnumerable<(string Name, string Value)> Strings(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(field =>
            field.Value.ValueKind == JsonValueKind.String ? [(field.Name, field.Value.GetString()!)] : Strings(field.Value)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Strings),
        _ => [],
    };

    private static IEnumerable<string> FieldsOf(ApiOperation operation, JsonElement schema) =>
        schema.TryGetProperty("properties", out var properties)
            ? properties.EnumerateObject().SelectMany(field => FieldsOf(operation, operation.Resolve(field.Value)).Append(field.Name))
            : [];

    [GeneratedRegex("password|secret|token|apiKey|iban|accountNumber$", RegexOptions.IgnoreCase)]
    private static partial Regex Secret();
}
