using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Mvc;
using Quittance.Domain.Businesses;
using Quittance.Server.Storage;
using Quittance.Server.Subscribers;

#pragma warning disable CA1054, CA1056 // Addresses are texts on the wire, as they were sent; System.Uri would rewrite them.

namespace Quittance.Server.Api.Accounting;

/// <summary>What happened to an object; also what subscribers are sent.</summary>
[SnakeCase]
public sealed record EventResponse(
    string Id,
    DateTimeOffset CreatedAt,
    string Action,
    string ApiVersion,
    string Description,
    string EntityId,
    [property: JsonPropertyName("object")] EventObject Subject,
    string ObjectType,
    [property: Description("The subscription that is told; null where events are listed, since each is told to as many as want it.")] string? WebhookSubscriptionId)
{
    internal static EventResponse Of(Notice row) => new(
        AccountingIds.Write(row.Id), row.OccurredAt, row.Action, Notice.ApiVersion, row.Description, AccountingIds.Write(row.Business.Value),
        new EventObject(AccountingIds.Write(row.ObjectId)), row.ObjectType, null);
}

/// <summary>What an event is about.</summary>
[SnakeCase]
public sealed record EventObject(string Id);

/// <summary>What became of telling one subscription of one event.</summary>
[SnakeCase]
public sealed record WebhookDeliveryResponse(
    string Id,
    DateTimeOffset CreatedAt,
    string EventId,
    string Url,
    int RequestsMadeCount,
    [property: Description("The beginning of the last answer, or why there was none.")] string? Response,
    int? ResponseStatusCode,
    [property: Description("Null while it is pending.")] bool? WasSuccessful)
{
    internal static WebhookDeliveryResponse Of(NoticeDelivery row) => new(
        AccountingIds.Write(row.Id), row.CreatedAt, AccountingIds.Write(row.NoticeId), row.Url, row.RequestsMade, row.Response, row.ResponseStatus, row.WasSuccessful);
}

/// <summary>Which events are wanted.</summary>
public sealed record EventQuery(
    [property: AllowedValues("asc", "desc"), DefaultValue("asc")] string? Order,
    [property: Range(1, EventQuery.LimitMax), DefaultValue(EventQuery.LimitMax)] int? Limit,
    [property: FromQuery(Name = "pagination_token")] string? PaginationToken,
    [property: AllowedValues("created_at"), DefaultValue("created_at")] string? Sort,
    [property: FromQuery(Name = "object_type")] string? ObjectType,
    [property: FromQuery(Name = "object_id")] string? ObjectId,
    [property: FromQuery(Name = "event_action")] string? EventAction,
    [property: FromQuery(Name = "created_at__gt")] string? CreatedAtGt,
    [property: FromQuery(Name = "created_at__lt")] string? CreatedAtLt,
    [property: FromQuery(Name = "created_at__gte")] string? CreatedAtGte,
    [property: FromQuery(Name = "created_at__lte")] string? CreatedAtLte)
{
    internal const int LimitMax = 100;

    internal (NoticeFilter Filter, TokenPage Page) Checked(BusinessId? entity)
    {
        var check = new Check();
        var filter = new NoticeFilter(
            entity, ObjectType, check.Uuid("query.object_id", ObjectId), EventAction, check.Times("created_at", CreatedAtGt, CreatedAtLt, CreatedAtGte, CreatedAtLte));
        var page = PageToken.Read(check, Limit, Order, Sort, PaginationToken, LimitMax, "created_at");
        check.Done();
        return (filter, page);
    }
}

/// <summary>Which deliveries are wanted.</summary>
public sealed record DeliveryQuery(
    [property: AllowedValues("asc", "desc"), DefaultValue("asc")] string? Order,
    [property: Range(1, EventQuery.LimitMax), DefaultValue(EventQuery.LimitMax)] int? Limit,
    [property: FromQuery(Name = "pagination_token")] string? PaginationToken,
    [property: AllowedValues("created_at"), DefaultValue("created_at")] string? Sort,
    [property: FromQuery(Name = "event_id")] string? EventId,
    [property: FromQuery(Name = "object_type")] string? ObjectType,
    [property: FromQuery(Name = "event_action")] string? EventAction,
    [property: FromQuery(Name = "created_at__gt")] string? CreatedAtGt,
    [property: FromQuery(Name = "created_at__lt")] string? CreatedAtLt,
    [property: FromQuery(Name = "created_at__gte")] string? CreatedAtGte,
    [property: FromQuery(Name = "created_at__lte")] string? CreatedAtLte)
{
    internal (DeliveryFilter Filter, TokenPage Page) Checked(BusinessId? entity)
    {
        var check = new Check();
        var filter = new DeliveryFilter(
            entity, check.Uuid("query.event_id", EventId), ObjectType, EventAction, check.Times("created_at", CreatedAtGt, CreatedAtLt, CreatedAtGte, CreatedAtLte));
        var page = PageToken.Read(check, Limit, Order, Sort, PaginationToken, EventQuery.LimitMax, "created_at");
        check.Done();
        return (filter, page);
    }
}
