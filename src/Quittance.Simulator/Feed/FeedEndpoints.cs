using System.Globalization;
using Quittance.Simulator.Accounts;
using Quittance.Simulator.Bills;
using Quittance.Simulator.Faults;
using Quittance.Simulator.Wire;

namespace Quittance.Simulator.Feed;

/// <summary>The HTTP feed, once as <c>/http</c> and once as <c>/yooz</c>.</summary>
internal static class FeedEndpoints
{
    private const int PageMax = 500;

    public static void MapFeed(this IEndpointRouteBuilder routes, Provider provider, string prefix)
    {
        var feed = routes.MapGroup(prefix).WithMetadata(new FeedDialect(provider));
        feed.MapGet("/invoices", (HttpContext context, Account account, string? updated_after, string? cursor, int? limit) =>
            List(context, account.Bills(provider), updated_after, cursor, limit ?? 100));
        feed.MapGet("/invoices/{id}/document", (Account account, string id) => account.Bills(provider).Find(id) switch
        {
            null => Results.Json(new { error = "No such invoice" }, Text.Camel, statusCode: StatusCodes.Status404NotFound),
            { IsDeleted: true } => Results.Json(new { error = "Deleted" }, Text.Camel, statusCode: StatusCodes.Status410Gone),
            var bill => Results.File(bill.File.Bytes.ToArray(), bill.File.MediaType, bill.File.Name),
        });
    }

    private static IResult List(HttpContext context, BillShelf shelf, string? updatedAfter, string? cursor, int limit)
    {
        var from = Text.Time(updatedAfter);
        var after = cursor is null ? null : At(cursor);
        if ((updatedAfter is not null && from is null) || (cursor is not null && after is null) || limit is < 1 or > PageMax)
        {
            return Results.Json(new { error = "updated_after, cursor or limit is wrong" }, Text.Camel, statusCode: StatusCodes.Status400BadRequest);
        }

        var bills = after is { } last ? shelf.ChangedAfter(last, limit + 1) : shelf.ChangedFrom(from ?? DateTimeOffset.MinValue, limit + 1);
        var page = bills.Take(limit).Select(bill => new FeedEntry(bill.Id, Text.Milliseconds(bill.UpdatedAt), bill.File.Name, bill.IsDeleted)).ToList();
        var next = bills.Count > limit ? $"c{bills[limit - 1].UpdatedAt.ToUnixTimeMilliseconds():x}" : null;
        return Results.Json(new FeedPage(context.Shaped(page), next), Text.Camel);
    }

    private static DateTimeOffset? At(string cursor) =>
        cursor.StartsWith('c') && long.TryParse(cursor.AsSpan(1), NumberStyles.AllowHexSpecifier, Text.Invariant, out var time) && time is >= 0 and < 253402300799999
            ? DateTimeOffset.FromUnixTimeMilliseconds(time)
            : null;
}
