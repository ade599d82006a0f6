using System.Text.Json.Nodes;

namespace Quittance.Connectors.AccountingSystems.Odoo;

/// <summary>One condition of a domain, such as <c>["ref", "=", "x"]</c>.</summary>
internal sealed record OdooCondition(string Field, string Operator, JsonNode? Value)
{
    /// <summary>A condition on a list of ids.</summary>
    public OdooCondition(string field, IEnumerable<int> ids)
        : this(field, "in", new JsonArray([.. ids.Select(id => JsonValue.Create(id))]))
    {
    }

    /// <summary>A condition on a list of words.</summary>
    /// <param name="operator"><c>in</c> or <c>not in</c>.</param>
    public static OdooCondition Words(string field, string @operator, params IEnumerable<string> words) =>
        new(field, @operator, new JsonArray([.. words.Select(word => JsonValue.Create(word))]));

    /// <summary>As JSON, once more each time.</summary>
    public JsonNode Write() => new JsonArray(Field, Operator, Value?.DeepClone());
}
