using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;
using Quittance.Server.Storage;

namespace Quittance.Server.Api.Payments;

/// <summary>Reads filters by metadata from an address, in which the order of the parameters says which value belongs to which key.</summary>
/// <remarks>
/// The published clients write a filter as <c>metadata[key]=k&amp;metadata[value]=v</c> with as many values as there are, the next one
/// behind it, and put the values before the key if their caller did. A JSON object, or an array of them, as the parameter's own value is
/// taken too. Of filters with the same key the first one counts; without a text they are no filters.
/// </remarks>
internal static class MetadataFilterQuery
{
    private const int FiltersMax = 50;
    private const int ValuesMax = 100;

    public static IReadOnlyList<MetadataFilter> Read(Check check, HttpRequest request, string field)
    {
        var filters = new List<MetadataFilter>();
        var (key, values) = ((string?)null, new List<string>());
        bool? keysFirst = null;
        foreach (var pair in new QueryStringEnumerable(request.QueryString.Value))
        {
            var (name, text) = (pair.DecodeName().ToString(), pair.DecodeValue().ToString());
            if (name == $"{field}[key]")
            {
                keysFirst ??= true;
                if (keysFirst == true)
                {
                    Close();
                    key = text;
                }
                else
                {
                    key = text;
                    Close();
                }
            }
            else if (name == $"{field}[value]")
            {
                keysFirst ??= false;
                values.Add(text);
            }
            else if (name == field && text.Length > 0)
            {
                filters.AddRange(OfJson(check, field, text));
            }
        }

        Close();
        if (filters.Count > FiltersMax || filters.Exists(filter => filter.Values.Count > ValuesMax))
        {
            check.Fault(field, $"{field} must be at most {FiltersMax} filters with at most {ValuesMax} values each");
            return [];
        }

        return [.. filters.DistinctBy(filter => filter.Key)];

        // Texts that are empty are as good as not there; a form's empty fields come that way.
        void Close()
        {
            var given = values.Where(value => value.Length > 0).ToList();
            if (key is { Length: > 0 } && given.Count > 0)
            {
                filters.Add(new MetadataFilter(key, given));
            }
            else if ((key is null && given.Count > 0) || (key is { Length: > 0 } && values.Count == 0))
            {
                check.Fault(field, $"{field} must have a key and a value for each filter: {field}[key]=…&{field}[value]=…");
            }

            (key, values) = (null, []);
        }
    }

    private static List<MetadataFilter> OfJson(Check check, string field, string text)
    {
        try
        {
            using var json = JsonDocument.Parse(text);
            var items = json.RootElement.ValueKind == JsonValueKind.Array ? [.. json.RootElement.EnumerateArray()] : new List<JsonElement> { json.RootElement };
            return [.. items.Select(OfJson)];
        }
        catch (Exception wrong) when (wrong is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            check.Fault(field, $"{field} must be a key and a value: {field}[key]=…&{field}[value]=…, or {{\"key\":\"…\",\"value\":\"…\"}}");
            return [];
        }
    }

    private static MetadataFilter OfJson(JsonElement item)
    {
        var value = item.GetProperty("value");
        return new MetadataFilter(
            item.GetProperty("key").GetString() ?? throw new JsonException(),
            value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray().Select(TextOf)] : [TextOf(value)]);
    }

    private static string TextOf(JsonElement value) => value.GetString() is { } text && !text.Contains('\0', StringComparison.Ordinal) ? text : throw new JsonException();
}
