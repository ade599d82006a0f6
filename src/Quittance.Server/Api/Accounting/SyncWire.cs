using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using Quittance.Server.Accounting;
using Quittance.Server.Storage;

namespace Quittance.Server.Api.Accounting;

/// <summary>Which synced records are wanted.</summary>
public sealed record SyncedRecordQuery(
    [property: FromQuery(Name = "object_type"), Required, Description("vendor, bill or payment_record; of product, customer and receivable there are none.")] string? ObjectType,
    [property: FromQuery(Name = "object_id")] string? ObjectId,
    [property: FromQuery(Name = "object_id__in"), Description("Repeated.")] string[]? ObjectIds,
    [property: FromQuery(Name = "created_at__gt")] string? CreatedAfter,
    [property: FromQuery(Name = "created_at__lt")] string? CreatedBefore,
    [property: FromQuery(Name = "created_at__gte")] string? CreatedFrom,
    [property: FromQuery(Name = "created_at__lte")] string? CreatedUntil,
    [property: FromQuery(Name = "updated_at__gt")] string? UpdatedAfter,
    [property: FromQuery(Name = "updated_at__lt")] string? UpdatedBefore,
    [property: FromQuery(Name = "updated_at__gte")] string? UpdatedFrom,
    [property: FromQuery(Name = "updated_at__lte")] string? UpdatedUntil,
    int? Limit,
    string? Order,
    [property: Description("created_at or updated_at.")] string? Sort,
    [property: FromQuery(Name = PageToken.Parameter)] string? Token)
{
    internal (SyncedRecordFilter Filter, TokenPage Page) Checked(IReadOnlyList<string> objectTypes, int limitMax)
    {
        var check = new Check();
        var type = check.Required("query.object_type", ObjectType);
        check.OneOf("query.object_type", ObjectType, objectTypes);
        var one = check.Uuid("query.object_id", ObjectId);
        var many = check.Uuids("query.object_id__in", ObjectIds);
        var filter = new SyncedRecordFilter(
            type,
            one is null ? many : [.. (many ?? [one.Value]).Where(id => id == one)],
            check.Times("created_at", CreatedAfter, CreatedBefore, CreatedFrom, CreatedUntil),
            check.Times("updated_at", UpdatedAfter, UpdatedBefore, UpdatedFrom, UpdatedUntil));
        var page = PageToken.Read(check, Limit, Order, Sort, Token, limitMax, "created_at", "updated_at");
        check.Done();
        return (filter, page);
    }
}

/// <summary>One of the entity's objects and its twin in the accounting system.</summary>
[SnakeCase]
public sealed record SyncedRecordResponse(
    Guid Id,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    [property: Description("Why it is not in step; null when nothing is wrong.")] SyncErrorWire? Errors,
    [property: Description("When the twin was last seen or looked for.")] DateTimeOffset LastPulledAt,
    [property: Description("The payee, the payable or the transaction.")] Guid ObjectId,
    [property: Description("vendor, bill or payment_record.")] string ObjectType,
    DateTimeOffset ObjectUpdatedAt,
    string? Platform,
    [property: Description("The accounting system's id; null until the object is there.")] string? PlatformObjectId,
    DateTimeOffset? PlatformUpdatedAt,
    [property: Description("Always null: nobody stands between.")] string? Provider,
    [property: Description("Always null.")] string? ProviderObjectId,
    [property: Description("Always null.")] DateTimeOffset? ProviderUpdatedAt,
    [property: Description("pending, error or done.")] string SyncStatus,
    [property: Description("Of a payment_record: the payable that it pays. A transaction that pays several has a record for each.")] Guid? BillId,
    [property: Description("present, or reversed for what is to be taken back over there.")] string Wanted)
{
    internal static SyncedRecordResponse Of(SyncedRecordView view)
    {
        var (row, record) = (view.Row, view.Row.Record);
        return new SyncedRecordResponse(
            record.Id.Value,
            row.CreatedAt,
            record.UpdatedAt,
            SyncErrorWire.Of(view),
            row.PulledAt,
            record.ObjectId,
            Words.Of(record.Kind),
            row.ObjectUpdatedAt,
            view.Platform,
            record.Remote?.Id,
            record.Remote?.UpdatedAt,
            null,
            null,
            null,
            Words.Of(record.Status),
            record.BillId,
            Words.Of(record.Wanted));
    }
}

/// <summary>Why an object is not in step.</summary>
[SnakeCase]
public sealed record SyncErrorWire(
    [property: Description("In the accounting system's own words where there are some.")] string Message,
    [property: Description("What kind of failure it is.")] string Type,
    [property: Description("The accounting system's own code.")] string? Code,
    [property: Description("What a person can do next.")] string Hint)
{
    internal static SyncErrorWire? Of(SyncedRecordView view) => view.Error is not { } error ? null : new SyncErrorWire(
        ReferenceEquals(error, view.Waits) ? $"It waits for what it refers to: {error.Message}" : error.Message, Words.Of(error.Fault), error.Code, error.Hint());
}

/// <summary>Where one record stands.</summary>
[SnakeCase]
public sealed record SyncStatusResponse(Guid Id, string SyncStatus, string Type)
{
    internal static SyncStatusResponse Of(SyncedRecordView view) => new(view.Row.Record.Id.Value, Words.Of(view.Row.Record.Status), Words.Of(view.Row.Record.Kind));
}

/// <summary>How far a synchronisation is.</summary>
[SnakeCase]
public sealed record SyncProgressResponse(
    [property: Description("idle or running.")] string Status,
    [property: Description("books, changes or push; null while idle.")] string? Phase,
    [property: Description("What is worked on; null while idle.")] string? CurrentObject,
    [property: Description("Objects of the phase that are done; after a run those of its last phase.")] long Done,
    [property: Description("Null while nobody knows how many there are.")] long? Total,
    DateTimeOffset? StartedAt,
    [property: Description("When a synchronisation last ended well.")] DateTimeOffset? LastPull,
    [property: Description("When something is done next; null while the connection is not connected.")] DateTimeOffset? NextSyncAt)
{
    internal static SyncProgressResponse Of(SyncState state, DateTimeOffset? next) => new(
        state.StartedAt is null ? "idle" : "running",
        state.Phase is { } phase ? Words.Of(phase) : null,
        state.Object,
        state.Done,
        state.Total,
        state.StartedAt,
        state.PulledAt,
        next);
}
