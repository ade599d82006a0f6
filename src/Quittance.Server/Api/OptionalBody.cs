using System.Reflection;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.Options;

namespace Quittance.Server.Api;

/// <summary>
/// A body that may be missing in each of the ways in which the published clients leave it out: no body and no content type, or
/// <c>application/json</c> with nothing in it.
/// </summary>
internal sealed record OptionalBody<T>(T? Value) : IEndpointParameterMetadataProvider
    where T : class
{
    private const string Json = "application/json";

    /// <summary>Binds from the request.</summary>
    public static async ValueTask<OptionalBody<T>?> BindAsync(HttpContext context, ParameterInfo parameter)
    {
        var request = context.Request;
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, context.RequestAborted);
        if (body.Length == 0)
        {
            return new OptionalBody<T>(Value: null);
        }

        if (!request.HasJsonContentType())
        {
            throw new BadHttpRequestException(FailureHandler.NotJson, StatusCodes.Status415UnsupportedMediaType);
        }

        try
        {
            body.Position = 0;
            var options = context.RequestServices.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions;
            return new OptionalBody<T>(await JsonSerializer.DeserializeAsync<T>(body, options, context.RequestAborted));
        }
        catch (JsonException unreadable)
        {
            throw new BadHttpRequestException(unreadable.Message, unreadable);
        }
    }

    /// <summary>Tells the document of the body.</summary>
    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder) => builder.Metadata.Add(new AcceptsMetadata([Json], typeof(T), isOptional: true));
}
