using Microsoft.OpenApi;
using Quittance.Server.Api.Network;

namespace Quittance.Server.Api;

/// <summary>One OpenAPI 3.1 document per dialect, made from the endpoints, and the pages that show them.</summary>
internal static class DialectDocuments
{
    /// <summary>Document name and title of each dialect that is served.</summary>
    public static readonly IReadOnlyDictionary<string, string> Titles = new Dictionary<string, string>
    {
        [NetworkApi.Document] = "Quittance: Network",
        [Payments.PaymentsApi.Document] = "Quittance: Payments",
    };

    public static void AddDialectDocuments(this IServiceCollection services)
    {
        foreach (var (name, title) in Titles)
        {
            services.AddOpenApi(name, options =>
            {
                options.ShouldInclude = description => description.GroupName == name;
                options.AddDocumentTransformer((document, _, _) =>
                {
                    document.Info = new OpenApiInfo { Title = title, Version = "1" };
                    document.Servers = [];
                    document.Components ??= new OpenApiComponents();
                    document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
                    {
                        ["bearer"] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer" },
                        ["session"] = new OpenApiSecurityScheme { Type = SecuritySchemeType.ApiKey, In = ParameterLocation.Cookie, Name = Security.Authenticate.CookieName },
                    };
                    return Task.CompletedTask;
                });
            });
        }
    }

    public static void MapDialectDocuments(this WebApplication app)
    {
        app.MapOpenApi("/openapi/{documentName}.json");
        app.UseSwaggerUI(docs =>
        {
            docs.RoutePrefix = "docs";
            docs.DocumentTitle = "Quittance API";
            foreach (var (name, title) in Titles)
            {
                docs.SwaggerEndpoint($"/openapi/{name}.json", title);
            }
        });
    }
}
