using System.ComponentModel;
using Microsoft.AspNetCore.Mvc;
using Quittance.Domain.Accounting;
using Quittance.Server.Accounting;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Api.Accounting;

/// <summary>Synchronisation: asking for it, how far it is, and what is in step.</summary>
internal static class SyncEndpoints
{
    private const int ListMax = 250;

    // The published words; the first three are of objects that are not synchronised here.
    private static readonly string[] ObjectTypes = ["product", "customer", "receivable", "vendor", "bill", "payment_record"];

    private static readonly string[] Statuses = [.. Enum.GetValues<SyncStatus>().Select(Words.Of)];

    public static void MapSync(this IEndpointRouteBuilder api)
    {
        api.MapRuns();
        api.MapSyncedRecords();
    }

    private static void MapRuns(this IEndpointRouteBuilder api)
    {
        var connections = api.MapGroup("/accounting_connections").WithTags("Accounting connections");

        connections.MapPost("/{connection_id}/sync", async (string connection_id, Entity entity, Caller caller, ForceSync force, CancellationToken cancel) =>
            TypedResults.Accepted(
                (string?)null,
                new MessageResponse(await force.RunAsync(caller, entity.Id, ConnectionOf(connection_id), cancel)
                    ? "A synchronisation is in progress; another one follows it."
                    : "The synchronisation begins.")))
            .Needs(Permission.Accounting).WithSummary("Force Sync")
            .WithDescription("Reads the books of the accounting system and pushes what waits, now. 409 while the connection is not connected.");

        connections.MapGet("/{connection_id}/progress", async (string connection_id, Entity entity, Caller caller, GetSyncProgress get, CancellationToken cancel) =>
        {
            var (state, next) = await get.RunAsync(caller, entity.Id, ConnectionOf(connection_id), cancel);
            return TypedResults.Ok(SyncProgressResponse.Of(state, next));
        }).Needs(Permission.Accounting).WithSummary("See how far the synchronisation is");

        api.MapGet("/internal/accounting_connections/{connection_id}/sync_status", async (
            string connection_id, int? limit, string? order, [Description("created_at")] string? sort, [FromQuery(Name = PageToken.Parameter)] string? token,
            [FromQuery(Name = "sync_status")] string? status, string? type, Entity entity, HttpRequest request, Caller caller, ListSyncStatus list, CancellationToken cancel) =>
        {
            var check = new Check();
            var page = PageToken.Read(check, limit, order, sort, token, ListMax, "created_at");
            check.OneOf("query.sync_status", status, Statuses);
            check.OneOf("query.type", type, ObjectTypes);
            check.Done();
            return TypedResults.Ok(TokenLists.Of(
                request, await list.RunAsync(caller, entity.Id, ConnectionOf(connection_id), type, status, page, cancel), SyncStatusResponse.Of,
                view => new TokenPlace(null, view.Row.CreatedAt, view.Row.Record.Id.Value)));
        }).WithTags("Accounting connections").Needs(Permission.Accounting).WithSummary("Get Sync Status");
    }

    private static void MapSyncedRecords(this IEndpointRouteBuilder api)
    {
        var records = api.MapGroup("/accounting_synced_records").WithTags("Synced records");

        records.MapGet("/", async ([AsParameters] SyncedRecordQuery query, Entity entity, HttpRequest request, Caller caller, ListSyncedRecords list, CancellationToken cancel) =>
        {
            var (filter, page) = query.Checked(ObjectTypes, ListMax);
            return TypedResults.Ok(TokenLists.Of(
                request, await list.RunAsync(caller, entity.Id, filter, page, cancel), SyncedRecordResponse.Of,
                view => new TokenPlace(null, page.Sort == "updated_at" ? view.Row.Record.UpdatedAt : view.Row.CreatedAt, view.Row.Record.Id.Value)));
        }).Needs(Permission.Accounting).WithSummary("Get synchronized records")
            .WithDescription("What of the entity is kept in step with its accounting system: vendors, bills and payment_records. Records of earlier connections stay.");

        records.MapGet("/{synced_record_id}", async (
            [FromRoute(Name = "synced_record_id")] string id, Entity entity, Caller caller, GetSyncedRecord get, CancellationToken cancel) =>
            TypedResults.Ok(SyncedRecordResponse.Of(await get.RunAsync(caller, entity.Id, RecordOf(id), cancel))))
            .Needs(Permission.Accounting).WithSummary("Get synchronized record by ID");

        records.MapPost("/{synced_record_id}/push", async (
            [FromRoute(Name = "synced_record_id")] string id, Entity entity, Caller caller, PushSyncedRecord push, CancellationToken cancel) =>
            TypedResults.Ok(SyncedRecordResponse.Of(await push.RunAsync(caller, entity.Id, RecordOf(id), cancel))))
            .Needs(Permission.Accounting).WithSummary("Push object to the accounting system manually")
            .WithDescription("The record becomes pending and is pushed soon after, over what may have been changed in the accounting system. 409 while the connection is not connected.");
    }

    private static AccountingConnectionId ConnectionOf(string text) => new(AccountingIds.OfPath("connection_id", text));

    private static AccountingRecordId RecordOf(string text) => new(AccountingIds.OfPath("synced_record_id", text));

    internal static void OneOf(this Check check, string field, string? text, IReadOnlyList<string> words)
    {
        if (text is not null && !words.Contains(text))
        {
            check.Fault(field, $"{field[(field.IndexOf('.', StringComparison.Ordinal) + 1)..]} must be one of {string.Join(", ", words)}");
        }
    }
}
