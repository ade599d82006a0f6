using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Quittance.Simulator.Accounts;
using Quittance.Simulator.Bills;
using Quittance.Simulator.Faults;
using Quittance.Simulator.Files;
using Quittance.Simulator.Wire;

namespace Quittance.Simulator.Qonto;

/// <summary>The part of Qonto's Business API, version 2, that tells of supplier invoices.</summary>
internal static class QontoEndpoints
{
    private const int PageMax = 100;

    /// <summary>What a list can be sorted by; the time of change is not among it.</summary>
    private static readonly Dictionary<string, Func<Bill, object>> Properties = new(StringComparer.Ordinal)
    {
        ["created_at"] = bill => bill.CreatedAt,
        ["file_name"] = bill => bill.File.Name,
        ["supplier_name"] = bill => bill.Details.Seller.Name,
        ["due_date"] = bill => bill.Details.DueDate ?? DateOnly.MaxValue,
        ["total_amount"] = bill => bill.Details.TotalMinor,
    };

    public static void MapQonto(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/v2").WithMetadata(new QontoDialect());
        api.MapGet("/organization", (Account account) => Results.Json(
            new { organization = new { id = account.OrganizationId, slug = account.Credentials.Login, name = Party.Buyer.Name, legal_name = Party.Buyer.Name, bank_accounts = Array.Empty<object>() } },
            Text.Snake));
        api.MapGet("/supplier_invoices", List);
        api.MapGet("/supplier_invoices/{id}", (Account account, string id) => account.Bills(Provider.Qonto).Find(id) is { IsDeleted: false } bill
            ? Results.Json(new { supplier_invoice = QontoInvoice.Of(account, bill) }, Text.Snake)
            : QontoDialect.Error(StatusCodes.Status404NotFound, "not_found", "No such supplier invoice"));
        api.MapGet("/attachments/{id}", (HttpContext context, Account account, [FromServices] FileLinks links, string id) =>
            account.Bills(Provider.Qonto).FindAttachment(id) is { IsDeleted: false } bill
                ? Results.Json(new { attachment = AttachmentOf(context, account, links, bill) }, Text.Snake)
                : QontoDialect.Error(StatusCodes.Status404NotFound, "not_found", "No such attachment"));
    }

    // The size is a number in a string, as Qonto writes it.
    private static object AttachmentOf(HttpContext context, Account account, FileLinks links, Bill bill) => new
    {
        id = bill.AttachmentId,
        created_at = Text.Milliseconds(bill.CreatedAt),
        file_name = bill.File.Name,
        file_size = bill.File.Bytes.Length.ToString(CultureInfo.InvariantCulture),
        file_content_type = bill.File.MediaType,
        url = links.Make(context, account, bill, FileForm.Original),
        probative_attachment = new { status = "unavailable" },
    };

    private static IResult List(HttpContext context, Account account, int? page, int? per_page, string? sort_by)
    {
        var (current, size) = (page ?? 1, per_page ?? PageMax);
        var sort = (sort_by ?? "created_at:desc").Split(':');
        if (current < 1 || size is < 1 or > PageMax)
        {
            return QontoDialect.Error(StatusCodes.Status400BadRequest, "invalid", "page from 1, per_page from 1 to 100", "per_page");
        }

        if (sort.Length != 2 || !Properties.TryGetValue(sort[0], out var property) || sort[1] is not ("asc" or "desc"))
        {
            return QontoDialect.Error(StatusCodes.Status400BadRequest, "not_in_list", $"sort_by must be one of: {string.Join(", ", Properties.Keys)}", "sort_by");
        }

        foreach (var name in new[] { "updated_at_from", "updated_at_to", "created_at_from", "created_at_to" })
        {
            if (Given(context, name) is { } given && Text.Time(given) is null)
            {
                return QontoDialect.Error(StatusCodes.Status400BadRequest, "invalid", "No time of RFC 3339", $"filter[{name}]");
            }
        }

        var bills = Wanted(context, account);
        var sorted = sort[1] == "asc" ? bills.OrderBy(property) : bills.OrderByDescending(property);
        var shown = sorted.Skip((current - 1) * size).Take(size).Select(bill => QontoInvoice.Of(account, bill)).ToList();
        return Results.Json(new { supplier_invoices = context.Shaped(shown), meta = QontoMeta.Of(current, size, bills.Count) }, Text.Snake);
    }

    /// <summary>Both ends of a window belong to it. The end is open where none is given.</summary>
    private static List<Bill> Wanted(HttpContext context, Account account)
    {
        DateTimeOffset At(string name, DateTimeOffset otherwise) => Text.Time(Given(context, name)) ?? otherwise;
        var (from, to) = (At("updated_at_from", DateTimeOffset.MinValue), At("updated_at_to", DateTimeOffset.MaxValue));
        var (createdFrom, createdTo) = (At("created_at_from", DateTimeOffset.MinValue), At("created_at_to", DateTimeOffset.MaxValue));
        var statuses = context.Request.Query["filter[status]"].Concat(context.Request.Query["filter[status][]"]).ToList();
        return statuses.Count > 0 && !statuses.Contains("to_review")
            ? []
            : [.. account.Bills(Provider.Qonto).ChangedFrom(from).Where(bill => !bill.IsDeleted && bill.UpdatedAt <= to && bill.CreatedAt >= createdFrom && bill.CreatedAt <= createdTo)];
    }

    private static string? Given(HttpContext context, string name) => context.Request.Query[$"filter[{name}]"] is { Count: > 0 } given ? given.ToString() : null;
}
