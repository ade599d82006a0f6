using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using Quittance.Simulator.Accounts;
using Quittance.Simulator.Bills;
using Quittance.Simulator.Faults;
using Quittance.Simulator.Files;
using Quittance.Simulator.Wire;

namespace Quittance.Simulator.Pennylane;

/// <summary>The part of Pennylane's API, version 2, that tells of supplier invoices.</summary>
internal static class PennylaneEndpoints
{
    /// <summary>Older changes are forgotten.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromDays(28);

    private static readonly string[] Scopes = ["supplier_invoices:readonly", "suppliers:readonly"];

    public static void MapPennylane(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/external/v2").WithMetadata(new PennylaneDialect());
        api.MapGet("/me", (Account account) => Results.Json(
            new
            {
                user = new { id = account.Number, first_name = "Camille", last_name = "Essai", email = "camille@lumen.example", locale = "fr" },
                company = new { id = account.Number, name = Party.Buyer.Name, reg_no = Party.Buyer.Siren, accounting_logic = "FR_PCG" },
                scopes = Scopes,
            },
            Text.Snake));
        api.MapGet("/changelogs/supplier_invoices", ListChanges);
        api.MapGet("/supplier_invoices", ListInvoices);
        api.MapGet("/supplier_invoices/{id}", (HttpContext context, Account account, [FromServices] FileLinks links, string id) =>
            account.Bills(Provider.Pennylane).Find(id) is { IsDeleted: false } bill
                ? Results.Json(PennylaneInvoice.Of(context, account, links, bill), Text.Snake)
                : PennylaneDialect.Error(StatusCodes.Status404NotFound, "Not found"));
        api.MapGet("/supplier_invoices/{id}/invoice_lines", (HttpContext context, Account account, string id) =>
            account.Bills(Provider.Pennylane).Find(id) is { IsDeleted: false } bill
                ? Page(context, [bill], 100, 0, PennylaneLine.Of)
                : PennylaneDialect.Error(StatusCodes.Status404NotFound, "Not found"));
        api.MapGet("/suppliers/{id}", (Account account, long id) =>
            account.Bills(Provider.Pennylane).All().FirstOrDefault(bill => PennylaneSupplier.IdOf(bill.Details.Seller) == id) is { } bill
                ? Results.Json(PennylaneSupplier.Of(bill), Text.Snake)
                : PennylaneDialect.Error(StatusCodes.Status404NotFound, "Not found"));
    }

    private static IResult ListChanges(HttpContext context, Account account, string? start_date, string? cursor, int? limit)
    {
        var shelf = account.Bills(Provider.Pennylane);
        var oldest = account.Clock.Now - Kept;
        var start = Text.Time(start_date);
        if (limit is < 1 or > 1000 || (start_date is not null && (cursor is not null || start is null)))
        {
            return PennylaneDialect.Error(StatusCodes.Status400BadRequest, "start_date, cursor or limit is wrong");
        }

        if (start < oldest)
        {
            return PennylaneDialect.Error(StatusCodes.Status422UnprocessableEntity, "start_date is more than 4 weeks ago");
        }

        if (PlaceOf(cursor) is not { } place)
        {
            return PennylaneDialect.Error(StatusCodes.Status400BadRequest, "The cursor is wrong");
        }

        var from = cursor is null ? shelf.FirstChange(start ?? oldest) : place;
        return Page(context, shelf.Changes(from, (limit ?? 20) + 1), limit ?? 20, from, PennylaneChange.Of);
    }

    /// <summary>By id, the highest first unless <c>sort</c> is <c>id</c>. Of the filters only a first date is simulated.</summary>
    private static IResult ListInvoices(HttpContext context, Account account, [FromServices] FileLinks links, string? cursor, int? limit, string? filter, string? sort)
    {
        var dated = filter is null ? DateOnly.MinValue : FirstDateOf(filter);
        if (limit is < 1 or > 100 || dated is null || sort is not (null or "id" or "-id") || PlaceOf(cursor) is not { } place)
        {
            return PennylaneDialect.Error(StatusCodes.Status400BadRequest, "cursor, limit, filter or sort is wrong");
        }

        var wanted = account.Bills(Provider.Pennylane).All().Where(bill => !bill.IsDeleted && bill.Details.IssueDate >= dated);
        var sorted = sort == "id" ? wanted.OrderBy(IdOf) : wanted.OrderByDescending(IdOf);
        return Page(context, sorted.Skip(place).Take((limit ?? 20) + 1).ToList(), limit ?? 20, place, bill => PennylaneInvoice.Of(context, account, links, bill));
    }

    private static long IdOf(Bill bill) => long.Parse(bill.Id, Text.Invariant);

    /// <returns>Null for any filter but <c>[{"field":"date","operator":"gteq","value":"2026-01-31"}]</c>.</returns>
    private static DateOnly? FirstDateOf(string filter)
    {
        try
        {
            return JsonSerializer.Deserialize<List<PennylaneFilter>>(filter, Text.Snake) is [{ Field: "date", Operator: "gteq" } only] && DateOnly.TryParse(only.Value, Text.Invariant, out var day) ? day : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <param name="found">One more than the page has, if there is one.</param>
    private static IResult Page<TFound, TItem>(HttpContext context, IReadOnlyList<TFound> found, int limit, int from, Func<TFound, TItem> item)
    {
        var hasMore = found.Count > limit;
        var next = hasMore ? Convert.ToBase64String(System.Text.Encoding.ASCII.GetBytes(FormattableString.Invariant($"place:{from + limit}"))) : null;
        return Results.Json(new PennylanePage<TItem>(context.Shaped([.. found.Take(limit).Select(item)]), hasMore, next), Text.Snake);
    }

    /// <returns>0 without a cursor, null when it is none of ours.</returns>
    private static int? PlaceOf(string? cursor)
    {
        if (cursor is null)
        {
            return 0;
        }

        var bytes = new byte[cursor.Length];
        return Convert.TryFromBase64String(cursor, bytes, out var length)
            && System.Text.Encoding.ASCII.GetString(bytes, 0, length) is { } text && text.StartsWith("place:", StringComparison.Ordinal)
            && int.TryParse(text.AsSpan(6), Text.Invariant, out var place) && place >= 0
            ? place
            : null;
    }
}
