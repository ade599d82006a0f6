using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using Quittance.Server.Api.Accounting;

namespace Quittance.Server.Api;

/// <summary>What the operations of a document share: credentials, headers, the idempotency key, and the error answers.</summary>
internal static class DocumentedAnswers
{
    public const string RequestIdHeader = "X-Request-Id";
    public const string NextCursorHeader = "X-Next-Cursor";
    public const string LocationHeader = "Location";
    public const string IdempotencyKey = "IdempotencyKey";
    public const string VersionHeader = "ApiVersion";
    public const string EntityHeader = "EntityId";
    public const string BearerScheme = "bearer";
    public const string SessionScheme = "session";

    private const string ErrorSchema = "Error";
    private const string InvalidSchema = "ValidationError"; // The Accounting dialect's for 422.

    // Also the only statuses that an operation may list; the key is the component's name.
    private static readonly IReadOnlyDictionary<int, (string Name, string Description)> Errors = new Dictionary<int, (string, string)>
    {
        [StatusCodes.Status400BadRequest] = ("BadRequest", "The request cannot be read: malformed JSON, a value of the wrong type, U+0000, a broken header."),
        [StatusCodes.Status401Unauthorized] = ("Unauthorized", "The credentials are missing, unknown, revoked or expired."),
        [StatusCodes.Status403Forbidden] = ("Forbidden", "The caller's role or token may not do this."),
        [StatusCodes.Status404NotFound] = ("NotFound", "There is no such thing, or the caller may not know of it."),
        [StatusCodes.Status409Conflict] = ("Conflict", "The state does not allow this, or the Idempotency-Key was used with another request."),
        [StatusCodes.Status410Gone] = ("Gone", "What this was for has been deleted: stop sending."),
        [StatusCodes.Status413PayloadTooLarge] = ("TooLarge", $"The body is larger than {Limits.BodyBytesMax / (1024 * 1024)} MiB ({Limits.UploadBytesMax / (1024 * 1024)} MiB for uploads)."),
        [StatusCodes.Status415UnsupportedMediaType] = ("UnsupportedMediaType", "The body is not of the content type, or not in UTF-8."),
        [StatusCodes.Status422UnprocessableEntity] = ("Invalid", "Fields are missing or wrong; the answer names each of them."),
        [StatusCodes.Status429TooManyRequests] = ("TooManyRequests", "Too many tries; Retry-After says in how many seconds to try again."),
        [StatusCodes.Status500InternalServerError] = ("Failed", "Quittance failed to do this and changed nothing. The operator finds the cause by the request id."),
    };

    public static IOpenApiResponse ErrorOf(int status, OpenApiDocument document) => new OpenApiResponseReference(Errors[status].Name, document);

    public static void AddTo(OpenApiDocument document, Dialect dialect)
    {
        var components = document.Components!;
        components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
        {
            [BearerScheme] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "An API token." },
            [SessionScheme] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.ApiKey,
                In = ParameterLocation.Cookie,
                Name = Security.Authenticate.CookieName,
                Description = "The cookie of somebody who has signed in.",
            },
        };
        components.Parameters = new Dictionary<string, IOpenApiParameter>
        {
            [IdempotencyKey] = new OpenApiParameter
            {
                Name = "Idempotency-Key",
                In = ParameterLocation.Header,
                Description = "Your own name for this write. Sent again with the same request, it gives the first answer again; with another request it is refused (409).",
                Schema = new OpenApiSchema { Type = JsonSchemaType.String, MinLength = 1, MaxLength = Security.Caller.IdempotencyKeyLengthMax },
            },
        };
        components.Headers = new Dictionary<string, IOpenApiHeader>
        {
            [LocationHeader] = HeaderOf("The path of what was made."),
            [NextCursorHeader] = HeaderOf("Where the list goes on: send it as cursor. Missing on the last page."),
            [RequestIdHeader] = HeaderOf("Names the request in the server's logs and in the audit log."),
            ["Retry-After"] = HeaderOf("Seconds to wait before the next try."),
        };
        components.Schemas ??= new Dictionary<string, IOpenApiSchema>();
        components.Schemas[ErrorSchema] = dialect switch
        {
            Dialect.Accounting => AccountingError(),
            Dialect.Payments => PaymentsError(),
            _ => NetworkError(),
        };
        if (dialect == Dialect.Accounting)
        {
            components.Schemas[InvalidSchema] = AccountingInvalid();
            foreach (var (name, parameter) in AccountingHeaders())
            {
                components.Parameters[name] = parameter;
            }
        }

        components.Responses = Errors.OrderBy(error => error.Key).ToDictionary(error => error.Value.Name, error => ResponseOf(error.Key, dialect, document));
    }

    public static IOpenApiHeader HeaderReference(string name, OpenApiDocument document) => new OpenApiHeaderReference(name, document);

    private static IOpenApiResponse ResponseOf(int status, Dialect dialect, OpenApiDocument document)
    {
        var schema = dialect == Dialect.Accounting && status == StatusCodes.Status422UnprocessableEntity ? InvalidSchema : ErrorSchema;
        var headers = new Dictionary<string, IOpenApiHeader> { [RequestIdHeader] = HeaderReference(RequestIdHeader, document) };
        if (status == StatusCodes.Status429TooManyRequests)
        {
            headers["Retry-After"] = HeaderReference("Retry-After", document);
        }

        return new OpenApiResponse
        {
            Description = Errors[status].Description,
            Headers = headers,
            Content = new Dictionary<string, OpenApiMediaType> { ["application/json"] = new OpenApiMediaType { Schema = new OpenApiSchemaReference(schema, document) } },
        };
    }

    private static OpenApiHeader HeaderOf(string description) => new() { Description = description, Schema = TextOf(null) };

    private static OpenApiSchema TextOf(string? description) => new() { Type = JsonSchemaType.String, Description = description };

    private static OpenApiSchema NetworkError() => new()
    {
        Type = JsonSchemaType.Object,
        Description = "Why the request was refused.",
        Required = new HashSet<string> { "errors", "message" },
        Properties = new Dictionary<string, IOpenApiSchema>
        {
            ["message"] = TextOf("The reason, for a person to read."),
            ["errors"] = new OpenApiSchema
            {
                Type = JsonSchemaType.Array,
                Description = "The fields that are wrong; empty when the refusal is not about fields.",
                Items = new OpenApiSchema
                {
                    Type = JsonSchemaType.Object,
                    Required = new HashSet<string> { "field", "message" },
                    Properties = new Dictionary<string, IOpenApiSchema>
                    {
                        ["field"] = TextOf("The field's path, such as lineItems[2].quantity; body for the body as a whole."),
                        ["message"] = TextOf("What is wrong and what would be right."),
                    },
                },
            },
        },
    };

    private static Dictionary<string, IOpenApiParameter> AccountingHeaders() => new()
    {
        [VersionHeader] = new OpenApiParameter
        {
            Name = ApiVersions.Header,
            In = ParameterLocation.Header,
            Required = true,
            Description = "The version of the API, a date.",
            Schema = new OpenApiSchema { Type = JsonSchemaType.String, Format = "date", Enum = [.. ApiVersions.Known.Order(StringComparer.Ordinal).Select(version => (JsonNode)JsonValue.Create(version)!)] },
        },
        [EntityHeader] = new OpenApiParameter
        {
            Name = Entity.Header,
            In = ParameterLocation.Header,
            Description = "The business that the request is about. May be left out if the token is limited to one, and where the request can be about all of them.",
            Schema = new OpenApiSchema { Type = JsonSchemaType.String, Format = "uuid" },
        },
    };

    private static OpenApiSchema AccountingError() => new()
    {
        Type = JsonSchemaType.Object,
        Description = "Why the request was refused.",
        Required = new HashSet<string> { "error" },
        Properties = new Dictionary<string, IOpenApiSchema>
        {
            ["error"] = new OpenApiSchema
            {
                Type = JsonSchemaType.Object,
                Required = new HashSet<string> { "message" },
                Properties = new Dictionary<string, IOpenApiSchema>
                {
                    ["message"] = TextOf("The reason, for a person to read."),
                    ["type"] = TextOf("Only where the version header is missing or unknown: missing_api_version, unsupported_api_version."),
                },
            },
        },
    };

    private static OpenApiSchema AccountingInvalid() => new()
    {
        Type = JsonSchemaType.Object,
        Description = "What is wrong with the request.",
        Required = new HashSet<string> { "detail" },
        Properties = new Dictionary<string, IOpenApiSchema>
        {
            ["detail"] = new OpenApiSchema
            {
                Type = JsonSchemaType.Array,
                Items = new OpenApiSchema
                {
                    Type = JsonSchemaType.Object,
                    Required = new HashSet<string> { "loc", "msg", "type" },
                    Properties = new Dictionary<string, IOpenApiSchema>
                    {
                        ["loc"] = new OpenApiSchema
                        {
                            Type = JsonSchemaType.Array,
                            Description = "Where: body, query, path or header, then names and, within lists, places from 0.",
                            Items = new OpenApiSchema { Type = JsonSchemaType.String | JsonSchemaType.Integer },
                        },
                        ["msg"] = TextOf("What is wrong and what would be right."),
                        ["type"] = TextOf("The kind of fault, such as value_error.missing."),
                    },
                },
            },
        },
    };

    private static OpenApiSchema PaymentsError() => new()
    {
        Description = "Why the request was refused. A request with the header X-Fern-Language: JavaScript gets the content alone, as a JSON string.",
        OneOf =
        [
            new OpenApiSchema
            {
                Type = JsonSchemaType.Object,
                Required = new HashSet<string> { "content", "errorName" },
                Properties = new Dictionary<string, IOpenApiSchema>
                {
                    ["errorName"] = new OpenApiSchema
                    {
                        Type = JsonSchemaType.String,
                        Enum = [.. DialectErrors.PaymentsNames.Select(name => (JsonNode)JsonValue.Create(name)!)],
                    },
                    ["content"] = TextOf("The reason, for a person to read."),
                },
            },
            TextOf("The content alone."),
        ],
    };

    /// <summary>The answers that an operation may give besides its own.</summary>
    public static void AddErrors(OpenApiOperation operation, OpenApiDocument document, IEnumerable<int> statuses)
    {
        operation.Responses ??= [];
        foreach (var status in statuses)
        {
            operation.Responses[status.ToString(CultureInfo.InvariantCulture)] = ErrorOf(status, document);
        }
    }
}
