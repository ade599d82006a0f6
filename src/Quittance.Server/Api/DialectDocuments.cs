using Microsoft.OpenApi;
using Quittance.Server.Api.Accounting;
using Quittance.Server.Api.Intake;
using Quittance.Server.Api.Network;
using Quittance.Server.Api.Payments;

namespace Quittance.Server.Api;

/// <summary>One OpenAPI 3.1 document per dialect, made from the endpoints, and the pages that show them.</summary>
/// <remarks>
/// The documents are committed under <c>docs/api</c> and compared by a test, so a change of the contract is a visible diff.
/// Everything in them is sorted: the same endpoints give the same bytes.
/// </remarks>
internal static class DialectDocuments
{
    /// <summary>The documents that are served, in the order in which the pages list them.</summary>
    public static readonly IReadOnlyList<DialectDocument> All =
    [
        new(NetworkApi.Document, "Quittance: Network", Dialect.Network),
        new(IntakeApi.Document, "Quittance: Intake", Dialect.Intake),
        new(AccountingApi.Document, "Quittance: Accounting", Dialect.Accounting),
        new(PaymentsApi.Document, "Quittance: Payments", Dialect.Payments),
    ];

    private const string Conventions =
        """
        **Credentials**: `Authorization: Bearer <token>`, or the cookie `session` of somebody who has signed in.

        **Ids** have a prefix that says what they name. They are taken with the prefix or as the bare uuid. An id that is unknown, broken,
        another organization's, or of a business that the caller may not see always gives the same 404.

        **Writes** take an `Idempotency-Key`: the same key with the same request gives the first answer again, and nothing is done twice.

        **Bodies** are JSON in UTF-8. Unknown fields are ignored; a field that is given twice is refused.

        **Request ids**: every answer carries `X-Request-Id`. The server makes it anew for every request and takes none from outside, so that
        what stands in the audit log cannot be forged. To follow a request through several systems, send a W3C `traceparent`.
        """;

    private const string AccountingConventions =
        """
        **Credentials**: `Authorization: Bearer <token>`: a token of `POST /v1/auth/token`, or any other API token.

        **Version**: every request needs `x-monite-version`, a date such as `2024-05-25`. All known dates mean the same; the answer repeats it.

        **Entity**: `x-monite-entity-id` names the business that a request is about. Without it, it is the only one that the token is limited to.

        **Ids** are uuids. One that is unknown, another organization's, or of a business that the caller may not see always gives the same 404;
        what is no uuid gives 422.

        **Lists** have `limit`, `order`, `sort` and `pagination_token`. With a token, all other parameters but `limit` are those of the initial query.

        **Writes** take an `Idempotency-Key`: the same key with the same request gives the first answer again, and nothing is done twice.

        **Bodies** are JSON in UTF-8. Unknown fields are refused, and so is a field that is given twice. Money is in minor units, percentages in hundredths.

        **Rates**: `RateLimit-Limit`, `RateLimit-Remaining` and `RateLimit-Reset` (also as `X-RateLimit-Limit-Second` and
        `X-RateLimit-Remaining-Second`) tell how many requests a second are taken. More are answered with 429 and `Retry-After`.

        **Request ids**: every answer carries `x-request-id`, which the server makes, and `x-process-time` in seconds.
        """;

    public static void AddDialectDocuments(this IServiceCollection services)
    {
        foreach (var dialect in All)
        {
            services.AddOpenApi(dialect.Name, options =>
            {
                options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
                options.ShouldInclude = description => description.GroupName == dialect.Name;
                options.AddSchemaTransformer(DocumentedSchemas.CompleteAsync);
                options.AddOperationTransformer(DocumentedOperations.CompleteAsync);
                options.AddDocumentTransformer(async (document, context, cancel) =>
                {
                    document.Info = new OpenApiInfo { Title = dialect.Title, Version = "1", Description = dialect.Dialect == Dialect.Accounting ? AccountingConventions : Conventions };
                    document.Servers = [];
                    document.Components ??= new OpenApiComponents();
                    DocumentedAnswers.AddTo(document, dialect.Dialect);
                    await DocumentedSchemas.FinishAsync(document, context, dialect.Dialect, cancel);
                    Sort(document);
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
            foreach (var dialect in All)
            {
                docs.SwaggerEndpoint($"/openapi/{dialect.Name}.json", dialect.Title);
            }
        });
    }

    private static void Sort(OpenApiDocument document)
    {
        var paths = new OpenApiPaths();
        foreach (var (path, item) in document.Paths.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            (item as OpenApiPathItem)!.Operations = item.Operations!.OrderBy(pair => pair.Key.Method, StringComparer.Ordinal).ToDictionary();
            paths[path] = item;
        }

        document.Paths = paths;
        document.Components!.Schemas = (document.Components.Schemas ?? new Dictionary<string, IOpenApiSchema>())
            .OrderBy(pair => pair.Key, StringComparer.Ordinal).ToDictionary();
        document.Tags = document.Tags?.OrderBy(tag => tag.Name, StringComparer.Ordinal).ToHashSet();
    }
}

/// <summary>A document of <see cref="DialectDocuments"/>.</summary>
/// <param name="Name">The group name of its endpoints, and its file name.</param>
internal sealed record DialectDocument(string Name, string Title, Dialect Dialect);
