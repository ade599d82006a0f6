using System.Text.Json;
using System.Text.Json.Nodes;
using Quittance.Server.Api;

namespace Quittance.Tests.Contract;

/// <summary>Makes the smallest body that an operation's schema calls valid.</summary>
internal static class SampleBody
{
    /// <summary>
    /// Values for fields whose schema does not say enough, by operation and field, or by field alone. First look whether
    /// the schema can say it: <c>[AllowedValues]</c> becomes an enum, <c>[EmailAddress]</c> a format.
    /// </summary>
    private static readonly Dictionary<string, Func<World, JsonNode>> Values = new()
    {
        ["createInvoiceConnection.provider"] = _ => "folder", // The one that needs nothing else.
        ["createApprovalPolicy.trigger"] = _ => new JsonArray(),
        ["createApprovalPolicy.rule"] = _ => new JsonObject { ["type"] = "automatic" },
        ["createApprovalPolicy.upstreamPolicyId"] = _ => "root",
        ["updateApprovalPolicy.trigger"] = _ => new JsonArray(),
        ["platform"] = _ => "journal", // The one that needs nothing else.
        ["client_secret"] = world => world.Client!.Secret,
        ["attachDocument.document"] = _ => Convert.ToBase64String("%PDF-1.7"u8),
        ["attachDocument.type"] = _ => "CONTRACT",
        ["expiresIn"] = _ => "1h",
        ["updateInvoiceOrDraft.status"] = _ => "NEW",
        ["createEntity.accountType"] = _ => "business",
        ["createEntity.profile"] = _ => new JsonObject { ["business"] = new JsonObject { ["legalBusinessName"] = Things.Unique() } },
        ["updateEntityCustomization.metadata"] = _ => new JsonArray(),
        ["uploadEntityDocument.document"] = _ => Convert.ToBase64String("%PDF-1.7"u8),
        ["uploadEntityDocument.type"] = _ => "W9",
        ["email"] = _ => Things.Email(),
        ["country"] = _ => "FR",
        ["currency"] = _ => "USD",
        ["color"] = _ => "#336699",
        ["createUser.role"] = _ => "Viewer",
        ["changeMemberRole.role"] = _ => "Viewer",
        ["role"] = _ => "payer",
        ["type"] = _ => "wallet",
        ["password"] = _ => "a long enough password",
        ["currentPassword"] = world => world.Owner.OwnerPassword,
        ["newPassword"] = _ => "a long enough password",
    };

    /// <summary>Fields that a schema cannot require, because another would do as well.</summary>
    private static readonly Dictionary<string, IReadOnlyList<string>> AlsoNeeded = new()
    {
        ["changeAccountingDefaults"] = ["accounting"],
        ["createInvoiceOrDraft"] = ["creatorEntityId"],
        ["createEntity"] = ["isCustomer", "isPayor", "isPayee", "accountType", "profile"],
        ["createInvoiceConnection"] = [Things.Company],
        ["createUser"] = ["role"],
    };

    /// <summary>What to send: JSON, a form with a file, or nothing.</summary>
    public static async Task<object?> ContentAsync(ApiOperation operation, World world) => operation.TakesFiles
        ? new MultipartFormDataContent { { new ByteArrayContent("<Invoice/>"u8.ToArray()), "files", "invoice.xml" } }
        : await OfAsync(operation, world);

    public static async Task<JsonNode?> OfAsync(ApiOperation operation, World world) =>
        operation.Body is { } schema ? await ValueAsync(operation, "body", schema, world) : null;

    public static async Task<JsonNode> ValueAsync(ApiOperation operation, string field, JsonElement schema, World world)
    {
        if ((Values.GetValueOrDefault($"{operation.Id}.{field}") ?? Values.GetValueOrDefault(field)) is { } value)
        {
            return value(world);
        }

        switch (ApiOperation.TypeOf(schema))
        {
            case "object":
                return await ObjectAsync(operation, schema, world);
            case "array":
                return new JsonArray(await ValueAsync(operation, Singular(field), operation.Resolve(schema.GetProperty("items")), world));
            case "integer" or "number":
                return schema.TryGetProperty("minimum", out var minimum) && minimum.GetDecimal() > 1 ? minimum.GetDecimal() : 1;
            case "boolean":
                return true;
            default:
                return await TextAsync(operation, field, schema, world);
        }
    }

    /// <summary>The fields of a schema that name things of ours: <c>connectionId</c>, <c>tagIds</c>.</summary>
    public static IEnumerable<string> IdFields(JsonElement schema) => Properties(schema).Select(property => property.Name).Where(name => DocumentedIds.IsId(name) || name == Things.Company);

    public static IEnumerable<JsonProperty> Properties(JsonElement schema) => schema.TryGetProperty("properties", out var properties) ? properties.EnumerateObject() : [];

    public static IReadOnlyList<string> Required(JsonElement schema) =>
        schema.TryGetProperty("required", out var required) ? [.. required.EnumerateArray().Select(name => name.GetString()!)] : [];

    /// <summary><c>tagIds</c> holds what <c>tagId</c> names.</summary>
    public static string Singular(string field) => field.EndsWith("Ids", StringComparison.Ordinal) ? field[..^1] : field;

    private static async Task<JsonNode> ObjectAsync(ApiOperation operation, JsonElement schema, World world)
    {
        var fields = Required(schema);
        if (fields.Count == 0)
        {
            // A change has to change something.
            fields = [.. Properties(schema).Where(property => ApiOperation.TypeOf(operation.Resolve(property.Value)) != "object").Take(1).Select(property => property.Name)];
        }

        var also = AlsoNeeded.GetValueOrDefault(operation.Id) ?? [];
        var sample = new JsonObject();
        foreach (var property in Properties(schema).Where(property => fields.Contains(property.Name) || also.Contains(property.Name)))
        {
            sample[property.Name] = await ValueAsync(operation, property.Name, operation.Resolve(property.Value), world);
        }

        return sample;
    }

    private static async Task<JsonNode> TextAsync(ApiOperation operation, string field, JsonElement schema, World world)
    {
        if (DocumentedIds.IsId(field) || field == Things.Company || Things.AreNamed(field, operation.Document.Name))
        {
            return await world.IdAsync(field, operation.Document.Name);
        }

        if (schema.TryGetProperty("enum", out var words))
        {
            return words[0].GetString()!;
        }

        return (schema.TryGetProperty("format", out var format) ? format.GetString() : null) switch
        {
            "email" => Things.Email(),
            "date" => "2026-01-31",
            "date-time" => "2026-01-31T12:00:00.000Z",
            "uri" => "https://example.test/",
            "uuid" => "0198f000-0000-7000-8000-0000000000aa",
            _ => Things.Unique(),
        };
    }
}
