using System.Text.Json.Nodes;
using Quittance.Domain.Businesses;
using Quittance.Domain.Invoices;
using Quittance.Server.Api.Payments;
using Quittance.Server.Api.Payments.Documents;
using Quittance.Server.Payments;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Showing;

/// <summary>Lists of bills, with what was asked for beside them.</summary>
internal static class ShowInvoices
{
    public static async Task<ShownJson> ShowInvoicesAsync(
        this TenantSession session, Caller caller, IReadOnlyList<InvoiceId> ids, long count, bool hasMore, InvoiceExtras extras, CancellationToken cancel)
    {
        var invoices = await DocumentsAsync(session, ids, extras, cancel);
        var page = await Show.PageAsync(session, caller, invoices, count, hasMore, null, cancel);
        return extras.PayerMetadata || extras.VendorMetadata ? await WithMetadataAsync(session, page, extras, cancel) : page;
    }

    /// <summary>Bills as an array, without a count.</summary>
    public static async Task<ShownJson> ShowInvoicesAsync(
        this TenantSession session, Caller caller, IReadOnlyList<InvoiceId> ids, InvoiceExtras extras, CancellationToken cancel)
    {
        var array = await Show.ArrayAsync(session, caller, await DocumentsAsync(session, ids, extras, cancel), cancel);
        return extras.PayerMetadata || extras.VendorMetadata ? await WithMetadataAsync(session, array, extras, cancel) : array;
    }

    private static async Task<IReadOnlyList<ReadOnlyMemory<byte>>> DocumentsAsync(
        TenantSession session, IReadOnlyList<InvoiceId> ids, InvoiceExtras extras, CancellationToken cancel)
    {
        var found = await session.PastTheBusinessWallAsync(() => ShownInvoices.ReadAsync(session, [.. ids.Select(id => id.Value)], cancel), cancel);
        var timings = extras.PaymentTiming
            ? await session.PastTheBusinessWallAsync(() => session.TimingsOfAsync([.. ids], cancel), cancel)
            : null;
        return [.. ids.Where(id => found.ContainsKey(id.Value)).Select(id => (ReadOnlyMemory<byte>)PaymentsJson.Write(found[id.Value].Shown with
        {
            PaymentTiming = timings is not null && timings.TryGetValue(id, out var timing) ? PaymentTimingResponse.Of(timing) : null,
        }))];
    }

    // Entities are set in as they are everywhere; what only this list shows of them is added afterwards. Of those that the session does not see, nothing.
    private static async Task<ShownJson> WithMetadataAsync(TenantSession session, ShownJson page, InvoiceExtras extras, CancellationToken cancel)
    {
        var json = JsonNode.Parse(page.Utf8.Span)!;
        var parties = (json as JsonArray ?? json["data"]!.AsArray())
            .SelectMany(invoice => new[] { extras.PayerMetadata ? invoice!["payer"] : null, extras.VendorMetadata ? invoice!["vendor"] : null })
            .OfType<JsonObject>()
            .ToLookup(party => Api.Ids.ReadOrNone(PaymentsIds.Entity, party["id"]!.GetValue<string>()));
        var metadata = await session.MetadataOfAsync([.. parties.Select(party => new BusinessId(party.Key))], null, cancel);
        foreach (var party in parties)
        {
            foreach (var place in party)
            {
                place["metadata"] = new JsonObject(metadata.GetValueOrDefault(party.Key, []).Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)JsonValue.Create(pair.Value))));
            }
        }

        return new ShownJson(PaymentsJson.Write(json));
    }
}
