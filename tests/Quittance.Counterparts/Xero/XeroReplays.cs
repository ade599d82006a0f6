using System.Text.Json.Nodes;

namespace Quittance.Counterparts.Xero;

/// <summary>Answers that are given again to the same idempotency key, refusals too, for six minutes.</summary>
internal sealed class XeroReplays(TimeProvider clock)
{
    private const int KeyMax = 128;

    private static readonly TimeSpan Life = TimeSpan.FromMinutes(6);

    private readonly Dictionary<string, (string Request, int Status, JsonNode? Body, DateTimeOffset At)> _answers = [];

    public (int Status, JsonNode? Body) Once(string? key, string request, Func<(int Status, JsonNode? Body)> answer)
    {
        if (key is null)
        {
            return answer();
        }

        if (key.Length > KeyMax)
        {
            throw Refused("The Idempotency Key is longer than 128 characters");
        }

        if (_answers.TryGetValue(key, out var before) && clock.GetUtcNow() - before.At < Life)
        {
            return before.Request == request ? (before.Status, before.Body?.DeepClone()) : throw Refused($"Idempotency Key: {key} is used with a different request");
        }

        var (status, body) = answer();
        _answers[key] = (request, status, body?.DeepClone(), clock.GetUtcNow());
        return (status, body);
    }

    private static XeroRefusalException Refused(string message) => new(400, new JsonObject { ["Title"] = "Bad Request", ["Status"] = 400, ["Message"] = message });
}
