using System.Reflection;
using System.Text.Json;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Quittance.Server.Api.Accounting;
using Quittance.Server.Security;

namespace Quittance.Server.Api;

/// <summary>Completes what ASP.NET Core says of an operation: its name, its credentials, its headers and everything that can go wrong.</summary>
internal static class DocumentedOperations
{
    public static Task CompleteAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancel)
    {
        var document = context.Document!;
        var description = context.Description;
        var metadata = description.ActionDescriptor.EndpointMetadata;
        var shape = Shape.Of(description);

        operation.OperationId ??= NameOf(metadata) ?? NameOf(description);
        operation.Security = shape.IsAuthorized ? [Requirement(DocumentedAnswers.BearerScheme, document), Requirement(DocumentedAnswers.SessionScheme, document)] : [];
        if (Requires.PermissionOf(metadata) is { } permission)
        {
            operation.Description = $"{operation.Description} Needs the permission `{permission}`.".TrimStart();
        }

        NameParameters(operation, shape, document);
        if (description.GroupName == AccountingApi.Document)
        {
            AddAccountingHeaders(operation, metadata, document);
        }

        AddHeaders(operation, document);
        var listed = description.SupportedResponseTypes.Select(answer => answer.StatusCode).Where(status => status >= StatusCodes.Status400BadRequest);
        var usual = description.GroupName == AccountingApi.Document ? shape.Statuses().Concat(OfAccounting) : shape.Statuses();
        DocumentedAnswers.AddErrors(operation, document, usual.Union(listed).Order());
        return Task.CompletedTask;
    }

    // Ids and the entity's header are checked, and every request is counted. An entity that the caller does not see is not there.
    private static readonly int[] OfAccounting = [StatusCodes.Status404NotFound, StatusCodes.Status422UnprocessableEntity, StatusCodes.Status429TooManyRequests];

    // An endpoint's handler takes the operation that it runs, and the operation's name is what it does.
    private static string? NameOf(IList<object> metadata) => metadata.OfType<MethodInfo>()
        .SelectMany(handler => handler.GetParameters())
        .Select(parameter => parameter.ParameterType)
        .Where(type => type.Assembly == typeof(DocumentedOperations).Assembly && type.GetMethods().Any(method => method.Name == "RunAsync"))
        .Select(type => JsonNamingPolicy.CamelCase.ConvertName(type.Name))
        .FirstOrDefault();

    private static string NameOf(ApiDescription description) => string.Concat(
        $"{description.HttpMethod}/{description.RelativePath}".Split('/', '{', '}', '-').Where(part => part.Length > 0)
            .Select((part, index) => index == 0 ? part.ToLowerInvariant() : string.Concat(part[..1].ToUpperInvariant(), part[1..])));

    private static OpenApiSecurityRequirement Requirement(string scheme, OpenApiDocument document) =>
        new() { [new OpenApiSecuritySchemeReference(scheme, document)] = [] };

    private static void NameParameters(OpenApiOperation operation, Shape shape, OpenApiDocument document)
    {
        foreach (var parameter in (operation.Parameters ?? []).OfType<OpenApiParameter>().Where(parameter => parameter.In == ParameterLocation.Query))
        {
            parameter.Name = JsonNamingPolicy.CamelCase.ConvertName(parameter.Name!);
        }

        if (shape is { IsWrite: true, IsAuthorized: true })
        {
            operation.Parameters ??= [];
            operation.Parameters.Add(new OpenApiParameterReference(DocumentedAnswers.IdempotencyKey, document));
        }
    }

    private static void AddAccountingHeaders(OpenApiOperation operation, IList<object> metadata, OpenApiDocument document)
    {
        operation.Parameters ??= [];
        operation.Parameters.Add(new OpenApiParameterReference(DocumentedAnswers.VersionHeader, document));
        if (metadata.OfType<MethodInfo>().SelectMany(handler => handler.GetParameters()).Any(parameter => parameter.ParameterType == typeof(Entity) || parameter.ParameterType == typeof(OptionalEntity)))
        {
            operation.Parameters.Add(new OpenApiParameterReference(DocumentedAnswers.EntityHeader, document));
        }
    }

    private static void AddHeaders(OpenApiOperation operation, OpenApiDocument document)
    {
        // The lists of v3.0 have their cursor in the body; they know no offset.
        var isPaged = operation.Parameters?.Any(parameter => parameter.Name == "cursor") == true && operation.Parameters.Any(parameter => parameter.Name == "offset");
        foreach (var (status, response) in operation.Responses ?? [])
        {
            if (response is OpenApiResponse own)
            {
                own.Headers ??= new Dictionary<string, IOpenApiHeader>();
                own.Headers[DocumentedAnswers.RequestIdHeader] = DocumentedAnswers.HeaderReference(DocumentedAnswers.RequestIdHeader, document);
                if (isPaged)
                {
                    own.Headers[DocumentedAnswers.NextCursorHeader] = DocumentedAnswers.HeaderReference(DocumentedAnswers.NextCursorHeader, document);
                }

                if (status == "201")
                {
                    own.Headers[DocumentedAnswers.LocationHeader] = DocumentedAnswers.HeaderReference(DocumentedAnswers.LocationHeader, document);
                }
            }
        }
    }

    /// <summary>What decides which errors an operation can answer with.</summary>
    private sealed record Shape(bool IsWrite, bool IsAuthorized, bool HasPermission, bool HasBody, bool HasQuery, bool NamesSomething, bool HasPassword)
    {
        public static Shape Of(ApiDescription description)
        {
            var metadata = description.ActionDescriptor.EndpointMetadata;
            var parameters = description.ParameterDescriptions;
            var bodies = parameters.Where(parameter => parameter.Source == BindingSource.Body || parameter.Source == BindingSource.Form || parameter.Source == BindingSource.FormFile).ToList();
            var names = parameters.Where(parameter => parameter.Source == BindingSource.Query).Select(parameter => parameter.Name)
                .Concat(bodies.SelectMany(body => body.Type.GetProperties().Select(property => property.Name))).ToList();
            return new Shape(
                !HttpMethods.IsGet(description.HttpMethod!),
                metadata.OfType<IAuthorizeData>().Any() && !metadata.OfType<IAllowAnonymous>().Any(),
                Requires.PermissionOf(metadata) is not null,
                bodies.Count > 0,
                parameters.Any(parameter => parameter.Source == BindingSource.Query),
                parameters.Any(parameter => parameter.Source == BindingSource.Path) || names.Exists(DocumentedIds.Names),
                names.Exists(name => name.EndsWith("password", StringComparison.OrdinalIgnoreCase)));
        }

        public IEnumerable<int> Statuses()
        {
            yield return StatusCodes.Status400BadRequest;
            yield return StatusCodes.Status500InternalServerError;
            if (IsAuthorized)
            {
                yield return StatusCodes.Status401Unauthorized;
            }

            if (HasPermission || (IsAuthorized && IsWrite))
            {
                yield return StatusCodes.Status403Forbidden;
            }

            if (NamesSomething)
            {
                yield return StatusCodes.Status404NotFound;
            }

            if (IsWrite)
            {
                yield return StatusCodes.Status409Conflict;
            }

            if (HasBody)
            {
                yield return StatusCodes.Status413PayloadTooLarge;
                yield return StatusCodes.Status415UnsupportedMediaType;
            }

            if (HasBody || HasQuery)
            {
                yield return StatusCodes.Status422UnprocessableEntity;
            }

            // Where passwords or tokens can be guessed, tries are counted; without credentials of its own, an operation keeps other sites out.
            if (HasPassword || (IsWrite && !IsAuthorized))
            {
                yield return StatusCodes.Status401Unauthorized;
                yield return StatusCodes.Status403Forbidden;
                yield return StatusCodes.Status429TooManyRequests;
            }
        }
    }
}
