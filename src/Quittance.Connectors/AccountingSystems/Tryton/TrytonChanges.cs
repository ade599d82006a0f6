using System.Text.Json;
using System.Text.Json.Nodes;
using Quittance.Connectors.Http;
using Quittance.Domain.Accounting;
using static Quittance.Connectors.AccountingSystems.Tryton.TrytonValue;

namespace Quittance.Connectors.AccountingSystems.Tryton;

/// <summary>Pages of what was made or changed in Tryton.</summary>
internal static class TrytonChanges
{
    /// <summary>How many records a page has, of all kinds together.</summary>
    private const int PageSize = 60;

    /// <summary>
    /// A record has the time at which its transaction began, and is seen when that has ended. So the place stays behind the server's clock
    /// of the run's first page by this, and what is younger is told again.
    /// </summary>
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(60);

    private static readonly string[] VendorFields = ["name", "code", "active", "email", "write_date", "create_date"];

    public static async Task<RemoteChanges> ListAsync(TrytonCalls tryton, string? place, DateTimeOffset now, CancellationToken cancel)
    {
        var at = TrytonPlace.Read(place);
        var rows = new List<JsonElement>[TrytonPlace.Count];
        var left = PageSize;
        for (var stream = 0; stream < TrytonPlace.Count; stream++)
        {
            rows[stream] = left == 0 ? [] : [.. await StreamAsync(tryton, stream, at.Marks[stream], left, cancel)];
            left -= rows[stream].Count;
            at = rows[stream].Count == 0 ? at : at.With(stream, new TrytonPlace.Mark(StampOf(rows[stream][^1], stream), rows[stream][^1].Id()));
        }

        var hasMore = left == 0;
        var floor = at.Floor ?? (tryton.Clock ?? now).UtcDateTime - Settling;
        return new RemoteChanges(
            await VendorsAsync(tryton, [.. rows[0], .. rows[1]], cancel),
            await TrytonBillReading.ReadAsync(tryton, [.. rows[2], .. rows[3]], cancel),
            await TrytonPaymentReading.ReadAsync(tryton, [.. rows[4], .. rows[5]], cancel),
            [],
            (hasMore ? at with { Floor = floor } : at.After(floor)).Write(),
            hasMore);
    }

    // Even streams are records that were changed, odd ones those that never were.
    private static Task<IReadOnlyList<JsonElement>> StreamAsync(TrytonCalls tryton, int stream, TrytonPlace.Mark? after, int limit, CancellationToken cancel)
    {
        var stamp = StampField(stream);
        (string Model, JsonArray Domain, string[] Fields) read = (stream / 2) switch
        {
            0 => (TrytonVendors.Party, [], VendorFields),
            1 => (TrytonBills.Invoice, [tryton.OfCompany, Is("type", "in")], TrytonBillReading.Fields),
            _ => (TrytonPayments.Move, TrytonPaymentReading.DomainOf(tryton), TrytonPaymentReading.Fields),
        };
        if (stream % 2 == 1)
        {
            read.Domain.Add(Is("write_date", null));
        }

        read.Domain.Add(after is null
            ? Is(stamp, "!=", null)
            : new JsonArray("OR", Is(stamp, ">", Of(after.Stamp)), new JsonArray(Is(stamp, Of(after.Stamp)), Is("id", ">", after.Id))));
        return tryton.SearchReadAsync(read.Model, read.Domain, read.Fields, limit, cancel, [new JsonArray(stamp, "ASC"), new JsonArray("id", "ASC")]);
    }

    private static string StampField(int stream) => stream % 2 == 0 ? "write_date" : "create_date";

    private static DateTime StampOf(JsonElement row, int stream) =>
        row.Stamp(StampField(stream)) ?? throw new AccountingException(AccountingFault.BadAnswer, "Tryton told a change without its time.");

    private static async Task<IReadOnlyList<RemoteVendor>> VendorsAsync(TrytonCalls tryton, List<JsonElement> parties, CancellationToken cancel)
    {
        if (parties.Count == 0)
        {
            return [];
        }

        var identifiers = await tryton.SearchReadAsync("party.identifier", [Is("party", "in", Ids(parties.Select(party => party.Id()))), Is("type", "!=", null)], ["party", "type", "code"], PageSize * 20, cancel);
        return [.. parties.Select(party => new RemoteVendor(
            party.Reference(party.Text("code")),
            party.Text("name") ?? party.Text("code") ?? Text(party.Id()),
            TaxNumberOf(identifiers.Where(identifier => identifier.Id("party") == party.Id())),
            party.Text("email"),
            party.Is("active")))];
    }

    private static string? TaxNumberOf(IEnumerable<JsonElement> identifiers) =>
        identifiers.OrderBy(identifier => identifier.Text("type") == "eu_vat" ? 0 : 1).Select(identifier => identifier.Text("code")).FirstOrDefault();
}
