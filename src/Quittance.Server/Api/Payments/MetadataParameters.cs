using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;
using Quittance.Server.Searching;

namespace Quittance.Server.Api.Payments;

/// <summary>Reads filters by metadata, which are pairs of a key and values, from a query in the order in which it was sent.</summary>
/// <remarks>
/// The published client writes <c>metadata[key]=k1&amp;metadata[value]=v1&amp;metadata[key]=k2&amp;metadata[value]=v2&amp;metadata[value]=v3</c>,
/// or with the values before their key, as the caller's object has them. Only the order tells which belong together. Written by hand,
/// <c>metadata={"key":"k1","value":["v1","v2"]}</c> will do as well.
/// </remarks>
internal sealed class MetadataParameters(string name, Check check)
{
    private const int FiltersMax = 100;
    private const int ValuesMax = 100;

    private readonly List<(string Key, List<string> Values)> _filters = [];
    private readonly List<string> _loose = []; // Values whose key is still to come.
    private bool? _isKeyFirst;

    /// <summary>The filters of one parameter. What is empty asks for nothing; of filters with the same key the first counts.</summary>
    public static IReadOnlyList<MetadataFilter> Read(string name, string? query, Check check)
    {
        var parameters = new MetadataParameters(name, check);
        foreach (var pair in new QueryStringEnumerable(query))
        {
            parameters.Take(pair.DecodeName().ToString(), pair.DecodeValue().ToString());
        }

        return parameters.Filters();
    }

    private void Take(string parameter, string value)
    {
        if (parameter == $"{name}[key]")
        {
            _isKeyFirst ??= true;
            Begin(value, _isKeyFirst == true ? [] : _loose);
            _loose.Clear();
        }
        else if (parameter == $"{name}[value]")
        {
            _isKeyFirst ??= false;
            if (value.Length > 0)
            {
                (_isKeyFirst == true ? _filters[^1].Values : _loose).Add(value);
            }
        }
        else if (parameter == name && value.Length > 0)
        {
            TakeJson(value);
        }
    }

    private IReadOnlyList<MetadataFilter> Filters()
    {
        if (_loose.Count > 0)
        {
            check.Fault(name, $"{name}[value] has no {name}[key]");
        }

        var wanted = _filters.Where(filter => filter is { Key.Length: > 0, Values.Count: > 0 }).DistinctBy(filter => filter.Key, StringComparer.Ordinal).ToList();
        check.Items(name, wanted, FiltersMax);
        foreach (var filter in wanted)
        {
            check.Items($"{name}[value]", filter.Values, ValuesMax);
        }

        return [.. wanted.Select(filter => new MetadataFilter(filter.Key, filter.Values))];
    }

    private void Begin(string key, IEnumerable<string> values) => _filters.Add((key, [.. values]));

    private void TakeJson(string text)
    {
        try
        {
            using var json = JsonDocument.Parse(text);
            var filters = json.RootElement.ValueKind == JsonValueKind.Array ? json.RootElement.EnumerateArray().ToList() : [json.RootElement];
            foreach (var filter in filters)
            {
                var value = filter.GetProperty("value");
                var values = value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().Select(CleanStrings.Of) : [CleanStrings.Of(value)];
                Begin(CleanStrings.Of(filter.GetProperty("key")), values.Where(item => item.Length > 0));
            }
        }
        catch (Exception unreadable) when (unreadable is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            check.Fault(name, $$"""{{name}} must be {{name}}[key] and {{name}}[value], or JSON such as {"key":"department","value":["sales"]}""");
        }
    }
}
