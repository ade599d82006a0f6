using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using Quittance.Simulator.Accounts;
using Quittance.Simulator.Bills;
using Quittance.Simulator.Faults;
using Quittance.Simulator.Wire;

namespace Quittance.Simulator.Afnor;

/// <summary>The flow service of AFNOR XP Z12-013, swagger 1.1.0, and the token endpoint before it.</summary>
internal static class FlowEndpoints
{
    private static readonly string[] Syntaxes = ["CII", "UBL", "Factur-X", "CDAR", "FRR"];

    public static void MapFlowService(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/token", IssueTokenAsync).WithMetadata(new TokenDialect());
        var flows = routes.MapGroup("/flow-service/v1").WithMetadata(new FlowDialect());
        flows.MapPost("/flows/search", SearchAsync);
        flows.MapGet("/flows/{flowId}", Get);
        flows.MapPost("/flows", SubmitAsync).DisableAntiforgery();
        routes.MapGet("/flow-service/v1/healthcheck", () => Results.Ok());
    }

    private static async Task<IResult> IssueTokenAsync(HttpContext context, Account account, [FromServices] AccountBook accounts, CancellationToken cancel)
    {
        var form = await context.Request.ReadFormAsync(cancel);
        return form["grant_type"] == "client_credentials"
            ? Results.Json(new { access_token = accounts.NewToken(account), token_type = "Bearer", expires_in = (int)account.Settings.TokenLifetime.TotalSeconds })
            : Results.Json(new { error = "unsupported_grant_type" }, statusCode: StatusCodes.Status400BadRequest);
    }

    private static async Task<IResult> SearchAsync(HttpContext context, Account account, CancellationToken cancel)
    {
        FlowSearch? search;
        try
        {
            search = await context.Request.ReadFromJsonAsync<FlowSearch>(Text.Camel, cancel);
        }
        catch (JsonException)
        {
            return FlowError.Answer(StatusCodes.Status400BadRequest, "Invalid request format");
        }

        var limit = search?.Limit ?? 25;
        var after = Text.Time(search?.Where?.UpdatedAfter);
        var before = Text.Time(search?.Where?.UpdatedBefore);
        if (search?.Where is not { IsEmpty: false } where || limit is < 1 or > 100
            || (where.UpdatedAfter is not null && after is null) || (where.UpdatedBefore is not null && before is null))
        {
            return FlowError.Answer(StatusCodes.Status400BadRequest, "At least one criterion, and a limit of 100 at most");
        }

        var until = account.Clock.Now - account.Settings.HeldBack;
        var found = Flows(account, where, after ?? DateTimeOffset.MinValue)
            .Where(entry => entry.At <= until && (before is null || entry.At < before) && where.Fit(entry.Flow))
            .Take(limit)
            .Select(entry => entry.Flow);
        return Results.Json(new FlowPage(limit, where, context.Shaped(found.ToList())), Text.Camel);
    }

    /// <summary>Bills that came in and flows that were sent in, by the time of their change.</summary>
    private static IEnumerable<(DateTimeOffset At, Flow Flow)> Flows(Account account, FlowFilters where, DateTimeOffset after)
    {
        var bills = FlowFilters.IsOneOf(where.FlowType, "SupplierInvoice") && FlowFilters.IsOneOf(where.FlowDirection, "In")
            ? account.Bills(Provider.Afnor).ChangedAfter(after).Where(bill => !bill.IsDeleted).Select(bill => (bill.UpdatedAt, Flow.Of(bill)))
            : [];
        var sent = FlowFilters.IsOneOf(where.FlowDirection, "Out") ? account.Flows.ChangedAfter(after) : [];
        return sent.Count == 0 ? bills : bills.Concat(sent.Select(flow => (flow.UpdatedAt, flow.ToFlow()))).OrderBy(entry => entry.Item1);
    }

    private static IResult Get(Account account, string flowId, string? docType)
    {
        if (account.Bills(Provider.Afnor).Find(flowId) is { IsDeleted: false } bill)
        {
            return docType switch
            {
                null or "Metadata" => Results.Json(Flow.Of(bill), Text.Camel),
                "Original" => Results.File(bill.File.Bytes.ToArray(), bill.File.MediaType, bill.File.Name),
                "ReadableView" => Results.File(PlainPdf.Of(bill.Details), "application/pdf", $"{bill.Details.Number}.pdf"),
                "Converted" => FlowError.Answer(StatusCodes.Status404NotFound, "The flow was not converted"),
                _ => FlowError.Answer(StatusCodes.Status400BadRequest, "No such docType"),
            };
        }

        if (account.Flows.Find(flowId) is { } sent)
        {
            return docType is null or "Metadata"
                ? Results.Json(sent.ToFlow(), Text.Camel)
                : Results.File(sent.File.ToArray(), sent.MediaType, sent.Info.Name ?? $"{flowId}.xml");
        }

        return FlowError.Answer(StatusCodes.Status404NotFound, "Requested resource is Not Found");
    }

    private static async Task<IResult> SubmitAsync(HttpContext context, Account account, CancellationToken cancel)
    {
        if (!context.Request.HasFormContentType)
        {
            return FlowError.Answer(StatusCodes.Status400BadRequest, "Not multipart/form-data");
        }

        var form = await context.Request.ReadFormAsync(cancel);
        var info = await InfoAsync(form, cancel);
        if (info?.FlowSyntax is not { } syntax || form.Files["file"] is not { } file || !Syntaxes.Contains(syntax, StringComparer.Ordinal) || info.TrackingId?.Length > 36)
        {
            return FlowError.Answer(StatusCodes.Status400BadRequest, "flowInfo with flowSyntax, and file");
        }

        var bytes = new MemoryStream();
        await file.CopyToAsync(bytes, cancel);
        return Results.Json(account.Flows.Take(info, bytes.ToArray(), file.ContentType).ToFullInfo(), Text.Camel, statusCode: StatusCodes.Status202Accepted);
    }

    // As a field or as a part with a type and a file name of its own: HTTP clients differ.
    private static async Task<FlowInfo?> InfoAsync(IFormCollection form, CancellationToken cancel)
    {
        try
        {
            if (form.Files["flowInfo"] is not { } part)
            {
                return JsonSerializer.Deserialize<FlowInfo>(form["flowInfo"].ToString() is { Length: > 0 } text ? text : "null", Text.Camel);
            }

            await using var json = part.OpenReadStream();
            return await JsonSerializer.DeserializeAsync<FlowInfo>(json, Text.Camel, cancel);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
