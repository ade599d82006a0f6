using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace Quittance.Server.Api;

/// <summary>What the operations of a document share: credentials, headers, the idempotency key, and the error answers.</summary>
internal static class DocumentedAnswers
{
    public const string RequestIdHeader = "X-Request-Id";
    public const string NextCursorHeader = "X-Next-Cursor";
    public const string LocationHeader = "Location";
    public const string IdempotencyKey = "IdempotencyKey";
    public const string BearerScheme = "bearer";
    public const string SessionScheme = "session";

    private const string ErrorSchema = "Error";

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
        components.Schemas[ErrorSchema] = dialect == Dialect.Payments ? PaymentsError() : NetworkError();
        components.Responses = Errors.OrderBy(error => error.Key).ToDictionary(error => error.Value.Name, error => ResponseOf(error.Key, document));
    }

    public static IOpenApiHeader HeaderReference(string name, OpenApiDocument document) => new OpenApiHeaderReference(name, document);

    private static IOpenApiResponse ResponseOf(int status, OpenApiDocument document)
    {
        var headers = new Dictionary<string, IOpenApiHeader> { [RequestIdHeader] = HeaderReference(RequestIdHeader, document) };
        if (status == StatusCodes.Status429TooManyRequests)
        {
            headers["Retry-After"] = HeaderReference("Retry-After", document);
        }

        return new OpenApiResponse
        {
            Description = Errors[status].Description,
            Headers = headers,
            Content = new Dictionary<string, OpenApiMediaType> { ["application/json"] = new OpenApiMediaType { Schema = new OpenApiSchemaReference(ErrorSchema, document) } },
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
