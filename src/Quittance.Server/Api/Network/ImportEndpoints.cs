using System.ComponentModel;
using Microsoft.AspNetCore.Mvc;
using Quittance.Domain.Intake;
using Quittance.Server.Intake;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Api.Network;

/// <summary>Imports: electronic invoices as files, UBL or CII XML, Factur-X or ZUGFeRD PDF, or ZIP files of these.</summary>
internal static class ImportEndpoints
{
    private const int FilesMax = 100;

    public static void MapImports(this IEndpointRouteBuilder api)
    {
        var imports = api.MapGroup("/businesses/{businessId}/imports").WithTags("Imports");

        imports.MapPost("/", async (string businessId, IFormFileCollection files, Caller caller, ImportDocument import, CancellationToken cancel) =>
        {
            var business = NetworkIds.BusinessOf(businessId);
            Check(files);
            var results = new List<ImportResponse>();
            foreach (var file in files)
            {
                using var content = new MemoryStream((int)file.Length);
                await file.CopyToAsync(content, cancel);
                var imported = await import.RunAsync(caller, business, file.FileName, content.GetBuffer().AsMemory(0, (int)content.Length), cancel);
                results.AddRange(imported.Select(ImportResponse.Of));
            }

            return TypedResults.Ok(results);
        })
            .Needs(Permission.InvoicesWrite)
            .DisableAntiforgery() // CrossOrigin keeps other sites out, for every write alike.
            .WithMetadata(new RequestSizeLimitAttribute(Limits.UploadBytesMax))
            .WithSummary("Import electronic invoices that the business received");

        imports.MapGet("/", async (
            string businessId, [AsParameters] PageQuery query, HttpResponse response, Caller caller, ListDocuments list, CancellationToken cancel) =>
        {
            var page = query.Checked();
            var rows = await list.RunAsync(caller, NetworkIds.BusinessOf(businessId), page, cancel);
            PageQuery.SetNext(response, page, rows, row => new Cursor(row.CreatedAt, row.Id.Value));
            return TypedResults.Ok(rows.Select(DocumentResponse.Of));
        }).Needs(Permission.InvoicesRead).WithSummary("List what was imported and what became of it");
    }

    private static void Check(IFormFileCollection files)
    {
        var check = new Check();
        if (files.Count is 0 or > FilesMax)
        {
            check.Fault("file", $"send 1 to {FilesMax} files as multipart/form-data");
        }

        foreach (var file in files)
        {
            if (file.FileName.Length > Limits.NameMax || file.FileName.Contains('\0', StringComparison.Ordinal))
            {
                check.Fault("file", $"a file name must be at most {Limits.NameMax} characters and hold no U+0000");
            }
        }

        check.Done();
    }
}

/// <summary>What became of one file.</summary>
public sealed record ImportResponse(
    string File,
    string DocumentId,
    [property: Description("The invoice that it made or repeats.")] string? InvoiceId,
    [property: Description("created, duplicate, unmatched, faulty, credit_note or settled.")] string Outcome,
    IReadOnlyList<FaultWire> Faults)
{
    internal static ImportResponse Of(ImportResult result) => new(
        result.File,
        Ids.Write(NetworkIds.Document, result.DocumentId.Value),
        result.InvoiceId is { } invoice ? Ids.Write(NetworkIds.Payable, invoice.Value) : null,
        Words.Of(result.Outcome),
        [.. result.Faults.Select(FaultWire.Of)]);
}

/// <summary>A document that was delivered.</summary>
public sealed record DocumentResponse(
    string Id,
    string File,
    string? InvoiceId,
    string Outcome,
    IReadOnlyList<FaultWire> Faults,
    [property: Description("Suppliers that share a number with the document, when none or several fit.")] IReadOnlyList<CandidateWire> Candidates,
    DateTimeOffset CreatedAt)
{
    internal static DocumentResponse Of(DocumentRow row) => new(
        Ids.Write(NetworkIds.Document, row.Id.Value),
        row.FileName,
        row.InvoiceId is { } invoice ? Ids.Write(NetworkIds.Payable, invoice.Value) : null,
        Words.Of(row.Outcome),
        [.. row.Faults.Select(FaultWire.Of)],
        [.. row.Candidates.Select(candidate => new CandidateWire(
            Ids.Write(NetworkIds.Connection, candidate.ConnectionId), Ids.Write(NetworkIds.Business, candidate.BusinessId), candidate.Name))],
        row.CreatedAt);
}

/// <summary>A fault of a document, by the rule that it breaks.</summary>
public sealed record FaultWire([property: Description("EN 16931 rule id, or a name of ours.")] string Rule, string Message, string? Path)
{
    internal static FaultWire Of(DocumentFault fault) => new(fault.Rule, fault.Message, fault.Path);
}

/// <summary>A supplier that a document may be from.</summary>
public sealed record CandidateWire(string ConnectionId, string BusinessId, string Name);
