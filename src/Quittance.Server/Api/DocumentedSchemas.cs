using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Quittance.Server.Api.Payments;
using Quittance.Server.Api.Payments.Documents;

namespace Quittance.Server.Api;

/// <summary>Completes what ASP.NET Core says of the bodies: what our converters write, what is required, how ids look.</summary>
internal static class DocumentedSchemas
{
    // What stands in for something larger until it is sent, and what is sent in its place.
    private static readonly Dictionary<Type, Type> Marks = new()
    {
        [typeof(EntityMark)] = typeof(EntityResponse),
        [typeof(MethodMark)] = typeof(PaymentMethodResponse),
        [typeof(UserMark)] = typeof(EntityUserResponse),
    };

    public static Task CompleteAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancel)
    {
        var type = Nullable.GetUnderlyingType(context.JsonTypeInfo.Type) ?? context.JsonTypeInfo.Type;
        var attributes = context.JsonPropertyInfo?.AttributeProvider;
        var isRequired = attributes?.IsDefined(typeof(RequiredAttribute), inherit: false) == true;
        if (schema.Type is null && (type == typeof(string) || type == typeof(DateTimeOffset)))
        {
            // Both have converters of ours, about which the exporter knows nothing.
            schema.Type = JsonSchemaType.String | (context.JsonPropertyInfo?.IsGetNullable == true ? JsonSchemaType.Null : 0);
        }

        if (isRequired && schema.Type is { } known)
        {
            schema.Type = known & ~JsonSchemaType.Null;
        }

        if (attributes?.GetCustomAttributes(typeof(AllowedValuesAttribute), inherit: false) is [AllowedValuesAttribute allowed])
        {
            schema.Enum = [.. allowed.Values.Select(value => (JsonNode)JsonValue.Create($"{value}")!)];
        }

        if (context.JsonTypeInfo.ElementType == typeof(string))
        {
            var text = new OpenApiSchema { Type = JsonSchemaType.String };
            (schema.AdditionalProperties, schema.Items) = context.JsonTypeInfo.Kind == JsonTypeInfoKind.Dictionary ? (text, null) : ((IOpenApiSchema?)null, (IOpenApiSchema?)text);
        }

        if (context.JsonTypeInfo.Kind == JsonTypeInfoKind.Object)
        {
            schema.Required = context.JsonTypeInfo.Properties
                .Where(property => property.AttributeProvider?.IsDefined(typeof(RequiredAttribute), inherit: false) == true)
                .Select(property => property.Name).ToHashSet();
        }

        return Task.CompletedTask;
    }

    /// <summary>What needs the whole document: an answer has all of its fields, and ids have their patterns.</summary>
    public static async Task FinishAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, Dialect dialect, CancellationToken cancel)
    {
        foreach (var (mark, sent) in Marks)
        {
            if (document.Components!.Schemas!.Remove(mark.Name) && !document.Components.Schemas.ContainsKey(sent.Name))
            {
                document.Components.Schemas[sent.Name] = await context.GetOrCreateSchemaAsync(sent, null, cancel);
            }
        }

        var taken = new HashSet<string>();
        foreach (var operation in document.Paths.Values.SelectMany(path => path.Operations!.Values))
        {
            foreach (var body in operation.RequestBody?.Content?.Values ?? [])
            {
                Reach(body.Schema, taken);
            }

            foreach (var parameter in (operation.Parameters ?? []).OfType<OpenApiParameter>().Where(parameter => parameter.In != ParameterLocation.Header))
            {
                if (parameter.Schema is OpenApiSchema own)
                {
                    own.Type ??= JsonSchemaType.String;
                    if (parameter.In == ParameterLocation.Path)
                    {
                        own.Pattern ??= DocumentedIds.FormOf(dialect, parameter.Name!);
                    }

                    SetPattern(own, dialect, DocumentedIds.PrefixOf(dialect, parameter.Name!), isTaken: true);
                }
            }
        }

        foreach (var (name, schema) in document.Components!.Schemas!)
        {
            SetIn(schema, document);
            FinishObject(schema, name, dialect, taken.Contains(name));
        }
    }

    private static void FinishObject(IOpenApiSchema schema, string name, Dialect dialect, bool isTaken)
    {
        if (schema is not OpenApiSchema { Properties: { } properties } own)
        {
            return;
        }

        if (!isTaken)
        {
            // This dialect's answers leave out what is null.
            own.Required = (dialect == Dialect.Payments ? OmitNulls(properties, NullableOf(name)) : properties.Keys).ToHashSet();
        }

        own.Required = own.Required?.OrderBy(field => field, StringComparer.Ordinal).ToHashSet();
        foreach (var (field, property) in properties)
        {
            SetPattern(property, dialect, field == "id" ? DocumentedIds.PrefixOfSchema(dialect, name) : DocumentedIds.PrefixOf(dialect, field), isTaken);
        }
    }

    /// <summary>Takes null away from what may be null, which is left out instead.</summary>
    /// <returns>The fields that are always there.</returns>
    private static List<string> OmitNulls(IDictionary<string, IOpenApiSchema> properties, HashSet<string> nullable)
    {
        var always = new List<string>();
        foreach (var (field, property) in properties.ToList())
        {
            switch (property)
            {
                case OpenApiSchema { Type: { } type } own when type.HasFlag(JsonSchemaType.Null):
                    own.Type = type & ~JsonSchemaType.Null;
                    break;
                case OpenApiSchema { OneOf: { Count: > 0 } choices } when choices.Any(choice => choice.Type == JsonSchemaType.Null):
                    properties[field] = choices.Single(choice => choice.Type != JsonSchemaType.Null);
                    break;
                case OpenApiSchema { Type: null, OneOf: null or { Count: 0 }, AnyOf: null or { Count: 0 } }:
                    break; // May be anything, so null too.
                default:
                    always.AddRange(nullable.Contains(field) ? [] : [field]);
                    break;
            }
        }

        return always;
    }

    // A schema that is written in place of a reference does not say that it may be null; its type does.
    private static HashSet<string> NullableOf(string schema)
    {
        var nullability = new NullabilityInfoContext();
        return (typeof(PaymentsApi).Assembly.GetType($"{typeof(PaymentsApi).Namespace}.{schema}")?.GetProperties() ?? [])
            .Where(property => nullability.Create(property).ReadState == NullabilityState.Nullable)
            .Select(property => JsonNamingPolicy.CamelCase.ConvertName(property.Name)).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>Names what is sent wherever a mark is written.</summary>
    private static void SetIn(IOpenApiSchema schema, OpenApiDocument document)
    {
        if (schema is not OpenApiSchema own)
        {
            return;
        }

        own.Items = Sent(own.Items, document);
        foreach (var (field, property) in own.Properties?.ToList() ?? [])
        {
            own.Properties![field] = Sent(property, document)!;
        }

        own.OneOf = own.OneOf is { } choices ? [.. choices.Select(choice => Sent(choice, document)!)] : null;
    }

    private static IOpenApiSchema? Sent(IOpenApiSchema? schema, OpenApiDocument document)
    {
        if (schema is OpenApiSchemaReference { Reference.Id: { } id })
        {
            return Marks.FirstOrDefault(mark => mark.Key.Name == id).Value is { } sent ? new OpenApiSchemaReference(sent.Name, document) : schema;
        }

        if (schema is not null)
        {
            SetIn(schema, document);
        }

        return schema;
    }

    private static void SetPattern(IOpenApiSchema schema, Dialect dialect, string? prefix, bool isTaken)
    {
        if (prefix is null || schema is not OpenApiSchema own)
        {
            return;
        }

        if (own.Items is OpenApiSchema items)
        {
            SetPattern(items, dialect, prefix, isTaken);
        }
        else if (own.Type?.HasFlag(JsonSchemaType.String) == true)
        {
            own.Pattern ??= isTaken ? DocumentedIds.TakenPattern(prefix) : DocumentedIds.WrittenPattern(dialect, prefix);
        }
    }

    private static void Reach(IOpenApiSchema? schema, HashSet<string> reached)
    {
        if (schema is null || (schema is OpenApiSchemaReference { Reference.Id: { } id } && !reached.Add(id)))
        {
            return;
        }

        Reach(schema.Items, reached);
        Reach(schema.AdditionalProperties, reached);
        foreach (var part in (schema.Properties?.Values ?? []).Concat(schema.OneOf ?? []).Concat(schema.AnyOf ?? []).Concat(schema.AllOf ?? []))
        {
            Reach(part, reached);
        }
    }
}
