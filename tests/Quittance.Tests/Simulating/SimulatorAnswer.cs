using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Quittance.Tests.Simulating;

/// <summary>What the simulator answered, read whole.</summary>
internal sealed record SimulatorAnswer(HttpStatusCode Status, HttpResponseHeaders Headers, string? MediaType, string? FileName, byte[] Bytes)
{
    public string Text => Encoding.UTF8.GetString(Bytes);

    public JsonElement Json => JsonSerializer.Deserialize<JsonElement>(Bytes);

    public static async Task<SimulatorAnswer> ReadAsync(HttpResponseMessage response)
    {
        using (response)
        {
            var bytes = await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
            var content = response.Content.Headers;
            return new SimulatorAnswer(response.StatusCode, response.Headers, content.ContentType?.MediaType, content.ContentDisposition?.FileName, bytes);
        }
    }

    /// <summary>The texts of one property of each entry of a list.</summary>
    public IReadOnlyList<string> Each(string list, string property) => [.. Json.GetProperty(list).EnumerateArray().Select(entry => $"{entry.GetProperty(property)}")];
}
