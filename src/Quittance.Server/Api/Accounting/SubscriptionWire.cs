using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Mvc;
using Quittance.Server.Storage;
using Quittance.Server.Subscribers;

#pragma warning disable CA1054, CA1056 // Addresses are texts on the wire, as they were sent; System.Uri would rewrite them.

namespace Quittance.Server.Api.Accounting;

/// <summary>Whom to tell of what.</summary>
[SnakeCase]
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record SubscriptionRequest(
    [property: Required, AllowedValues("payable", "accounting_connection")] string? ObjectType,
    [property: Required, MaxLength(SubscriptionUrl.LengthMax), Url, Description("Where to send it, by https. It is called directly; redirects are not followed.")] string? Url,
    [property: Description("The actions that are wanted; none, or leaving it out, means all of the object type.")] IReadOnlyList<string>? EventTypes)
{
    internal (string ObjectType, IReadOnlyList<string> EventTypes, string Url) Checked()
    {
        var check = new Check();
        var objectType = check.Required("object_type", ObjectType);
        var url = check.Required("url", Url, SubscriptionUrl.LengthMax);
        var events = SubscriptionFields.EventTypes(check, EventTypes);
        check.Done();
        return (objectType, events ?? [], url);
    }
}

/// <summary>What to change of a subscription; what is left out stays.</summary>
[SnakeCase]
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record SubscriptionPatch(
    [property: AllowedValues("payable", "accounting_connection")] string? ObjectType,
    [property: MaxLength(SubscriptionUrl.LengthMax), Url] string? Url,
    IReadOnlyList<string>? EventTypes)
{
    internal SubscriptionChange Checked()
    {
        var check = new Check();
        var change = new SubscriptionChange(
            check.Optional("object_type", ObjectType), SubscriptionFields.EventTypes(check, EventTypes), check.Optional("url", Url, SubscriptionUrl.LengthMax));
        check.Done();
        return change;
    }
}

/// <summary>A subscription without its secret.</summary>
[SnakeCase]
public sealed record SubscriptionResponse(
    string Id, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, IReadOnlyList<string> EventTypes, string ObjectType,
    [property: AllowedValues("enabled", "disabled")] string Status, string Url)
{
    internal static SubscriptionResponse Of(Subscription row) => new(
        AccountingIds.Write(row.Id), row.CreatedAt, row.UpdatedAt, row.EventTypes, row.ObjectType, Words.Of(row.Status), row.Url);
}

/// <summary>A subscription that was made, or got another secret.</summary>
[SnakeCase]
public sealed record SubscriptionSecretResponse(
    string Id, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, IReadOnlyList<string> EventTypes, string ObjectType,
    [property: Description("Signs what is sent: the whole text is the key. Shown this once.")] string Secret,
    [property: AllowedValues("enabled", "disabled")] string Status, string Url)
{
    internal static SubscriptionSecretResponse Of(SubscriptionSecret made)
    {
        var row = SubscriptionResponse.Of(made.Subscription);
        return new(row.Id, row.CreatedAt, row.UpdatedAt, row.EventTypes, row.ObjectType, made.Secret, row.Status, row.Url);
    }

    /// <summary>Never the secret.</summary>
    public override string ToString() => Id;
}

/// <summary>Which subscriptions are wanted.</summary>
public sealed record SubscriptionQuery(
    [property: AllowedValues("asc", "desc"), DefaultValue("asc")] string? Order,
    [property: Range(1, SubscriptionQuery.LimitMax), DefaultValue(SubscriptionQuery.LimitMax)] int? Limit,
    [property: FromQuery(Name = "pagination_token")] string? PaginationToken,
    [property: AllowedValues("created_at", SubscriptionQuery.ByChange), DefaultValue("created_at")] string? Sort,
    [property: FromQuery(Name = "object_type")] string? ObjectType,
    [property: FromQuery(Name = "created_at__gt")] string? CreatedAtGt,
    [property: FromQuery(Name = "created_at__lt")] string? CreatedAtLt,
    [property: FromQuery(Name = "created_at__gte")] string? CreatedAtGte,
    [property: FromQuery(Name = "created_at__lte")] string? CreatedAtLte)
{
    internal const int LimitMax = 100;
    internal const string ByChange = "updated_at";

    internal (string? ObjectType, TimeRange CreatedAt, TokenPage Page) Checked()
    {
        var check = new Check();
        var createdAt = check.Times("created_at", CreatedAtGt, CreatedAtLt, CreatedAtGte, CreatedAtLte);
        var page = PageToken.Read(check, Limit, Order, Sort, PaginationToken, LimitMax, "created_at", ByChange);
        check.Done();
        return (ObjectType, createdAt, page);
    }
}

internal static class SubscriptionFields
{
    // There are fewer actions than this.
    private const int EventTypesMax = 50;

    public static IReadOnlyList<string>? EventTypes(Check check, IReadOnlyList<string>? values) =>
        values is null ? null : [.. check.Items("event_types", values, EventTypesMax).Select(value => value ?? "").Distinct()];
}
