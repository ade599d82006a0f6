using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Quittance.Connectors.Http;
using Quittance.Domain.Intake;

namespace Quittance.Tests.InvoiceProviders;

/// <summary>Answers that a provider's protocol does not allow, made from one that it does.</summary>
internal static class HostileJson
{
    private static readonly string[] Wrong =
    [
        "{}", "[]", "[[]]", "true", "-1", "1e400", "1E-400", "\"\"", "\" \"", "\"\\ud800\"", "\"\\u0000\"", "\"x\"", "\"99999999999999999999999999999999\"", "\"NaN\"", "\"0001-01-01\"", "\"0001-01-01T00:00:00+14:00\"",
        "\"9999-12-31T23:59:59.9999999-14:00\"", "\"2026-02-30\"", "\"..\"", "{\"value\":{}}", "[null]", "[1]", "null",
    ];

    /// <summary>The JSON with each of its values, however deep, replaced by each wrong one.</summary>
    public static IEnumerable<string> Of(string json)
    {
        var places = Places(JsonNode.Parse(json)!, "").ToList();
        foreach (var wrong in Wrong.Append($"\"{new string('9', 300)}\"").Append($"\"{new string('x', 20_000)}\""))
        {
            yield return wrong;
            foreach (var place in places)
            {
                yield return Replaced(json, place, wrong);
            }
        }
    }

    /// <summary>Reads each of them; whatever is thrown must be a provider's bad answer.</summary>
    /// <returns>How many were refused.</returns>
    public static int Refused(string json, Action<JsonElement> read)
    {
        var refused = 0;
        foreach (var hostile in Of(json))
        {
            try
            {
                using var parsed = ProviderJson.Parse(Encoding.UTF8.GetBytes(hostile), "test");
                read(parsed.RootElement);
            }
            catch (ProviderException failure)
            {
                Assert.True(failure.Fault is ProviderFault.BadAnswer or ProviderFault.TooLarge, $"{failure.Fault}: {hostile[..Math.Min(hostile.Length, 2_000)]}");
                refused++;
            }
        }

        return refused;
    }

    private static IEnumerable<string> Places(JsonNode node, string path) => node switch
    {
        JsonObject fields => fields.SelectMany(field => Places(field.Value, path, $"/{field.Key}")),
        JsonArray entries => entries.SelectMany((entry, index) => Places(entry, path, $"/{index}")),
        _ => [],
    };

    private static IEnumerable<string> Places(JsonNode? node, string path, string step) =>
        [path + step, .. node is null ? [] : Places(node, path + step)];

    private static string Replaced(string json, string place, string wrong)
    {
        // As text: a JsonNode would refuse to hold half a character.
        const string Mark = "\u2603";
        var root = JsonNode.Parse(json)!;
        var steps = place.Split('/')[1..];
        var parent = steps[..^1].Aggregate(root, (node, step) => node is JsonArray entries ? entries[int.Parse(step, null)]! : node[step]!);
        if (parent is JsonArray list)
        {
            list[int.Parse(steps[^1], null)] = Mark;
        }
        else
        {
            parent[steps[^1]] = Mark;
        }

        return root.ToJsonString().Replace($"\"{JsonEncodedText.Encode(Mark)}\"", wrong, StringComparison.Ordinal);
    }
}
