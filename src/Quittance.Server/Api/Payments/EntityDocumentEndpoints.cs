using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using Quittance.Server.Businesses;
using Quittance.Server.Hosting;
using Quittance.Server.Security;

namespace Quittance.Server.Api.Payments;

/// <summary>Files about an entity itself, such as its tax forms.</summary>
internal static class EntityDocumentEndpoints
{
    public static void MapEntityDocuments(this IEndpointRouteBuilder api)
    {
        var entity = api.MapGroup("/entity/{entityId}").WithTags("Entities");

        entity.MapGet("/documents", async (
            string entityId,
            [Description("INVOICE, PAYMENT_CONFIRMATION, TEN_NINETY_NINE, W9, CHECK, BANK_STATEMENT, CONTRACT or OTHER.")] string[]? type,
            HttpRequest request,
            ServerOptions options,
            Caller caller,
            ListBusinessDocuments list,
            CancellationToken cancel) =>
        {
            var check = new Check();
            var types = EntityQuery.Texts(check, "type", type).Select(word => check.OneOf("type", word, InvoiceWords.Documents)?.Stored ?? "").ToList();
            check.Done();
            var documents = await list.RunAsync(caller, entityId, types, cancel);
            return TypedResults.Ok(documents.Select(item => new DocumentResponse(
                item.Document.MimeType,
                item.Document.Type.ToUpperInvariant(),
                $"{options.UrlFor(request)}{DownloadEndpoints.PathOf(item.Link)}",
                PaymentsIds.Write(PaymentsIds.Document, item.Document.Id))));
        }).Needs(Permission.Businesses).WithName("listEntityDocuments").WithSummary("Get the documents of an entity").WithDescription("The oldest first.");

        entity.MapPost("/document", async (string entityId, UploadEntityDocumentRequest body, Caller caller, AddBusinessDocument add, CancellationToken cancel) =>
        {
            var (type, mimeType, fileName, content) = body.Checked();
            await add.RunAsync(caller, entityId, type, mimeType, fileName, content, cancel);
            return TypedResults.NoContent();
        }).Needs(Permission.Businesses).WithName("uploadEntityDocument").WithSummary("Upload a document of an entity").WithMetadata(new RequestSizeLimitAttribute(Limits.UploadBytesMax));

        entity.MapDelete("/document/{entityDocumentId}", async (string entityId, string entityDocumentId, Caller caller, RemoveBusinessDocument remove, CancellationToken cancel) =>
        {
            await remove.RunAsync(caller, entityId, Ids.Read(PaymentsIds.Document, "document", entityDocumentId), cancel);
            return TypedResults.NoContent();
        }).Needs(Permission.Businesses).WithName("deleteEntityDocument").WithSummary("Delete a document of an entity");
    }
}

/// <summary>A file about an entity.</summary>
public sealed record UploadEntityDocumentRequest(
    [property: Required, Description("A PNG, JPG, WEBP, PDF or Office file in base64, at most 10 MiB.")] string? Document,
    [property: Required, AllowedValues("INVOICE", "PAYMENT_CONFIRMATION", "TEN_NINETY_NINE", "W9", "CHECK", "BANK_STATEMENT", "CONTRACT", "OTHER")] string? Type)
{
    internal (string Type, string MimeType, string FileName, byte[] Content) Checked()
    {
        var check = new Check();
        if (string.IsNullOrEmpty(Document))
        {
            check.Fault("document", "document is required");
        }

        var word = check.Required("type", Type);
        var type = check.OneOf("type", word.Length == 0 ? null : word, InvoiceWords.Documents)?.Stored ?? "";
        var file = SentDocument.Read(check, "document", Document, type);
        check.Done();
        return (type, file!.MimeType, file.FileName, file.Content);
    }
}
