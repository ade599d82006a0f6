using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Quittance.Connectors.Http;
using Quittance.Domain.Intake;

namespace Quittance.Connectors.InvoiceProviders.Qonto;

/// <summary>Reads Qonto's webhooks: <c>{id, subscription_id, organization_id, membership_id, type, created_at, data}</c>.</summary>
internal static class QontoNews
{
    private const string OfSupplierInvoices = "v1/supplier-invoices";

    /// <summary>Knows an event again by its id, whatever else a retry may change.</summary>
    public static WebhookVerdict Identified(WebhookVerdict verdict, ReadOnlyMemory<byte> body) =>
        verdict is WebhookVerdict.Accepted && TryRead(body, json => json.Line("id")) is { } which
            ? new WebhookVerdict.Accepted(SHA256.HashData(Encoding.UTF8.GetBytes(which)))
            : verdict;

    /// <summary>What the call says.</summary>
    public static WebhookNews Read(ReadOnlyMemory<byte> body) => TryRead(body, Read) ?? WebhookNews.Ignore(null, "It is no event of Qonto.");

    private static WebhookNews Read(JsonElement json)
    {
        var name = json.Line("type") is { Length: <= AnnouncedBill.TextMax } said ? said : null;
        if (name is null)
        {
            return WebhookNews.Ignore(null, "It names no event.");
        }

        if (!string.Equals(name.Replace('_', '-'), OfSupplierInvoices, StringComparison.Ordinal))
        {
            return WebhookNews.Ignore(name, "It is not about a supplier invoice.");
        }

        // Which fields the event has is not published, so whatever is missing is asked for.
        return TryRead(json, Announced) is not { } bill ? WebhookNews.Hint(name)
            : bill.IsGone || QontoProfile.IsOpen(StatusOf(json)) ? WebhookNews.Of(name, bill)
            : WebhookNews.Ignore(name, "The invoice does not wait to be paid; if settings.statuses wants it, polling brings it.");
    }

    private static AnnouncedBill? Announced(JsonElement json)
    {
        var data = DataOf(json);
        var changed = data?.Instant("updated_at") ?? json.Instant("created_at");
        var isGone = data?.Line("status") == QontoProfile.Discarded || json.Line("event")?.EndsWith("deleted", StringComparison.Ordinal) == true;
        return (data?.Line("id") ?? data?.Line("supplier_invoice_id")) is { Length: <= AnnouncedBill.TextMax } id && changed is { } time
            ? new AnnouncedBill(id, StatedFields.Version(time), isGone)
            : null;
    }

    private static JsonElement? DataOf(JsonElement json) => json.Part("data") is { } data ? data.Part("supplier_invoice") ?? data : null;

    private static string? StatusOf(JsonElement json) => DataOf(json)?.Line("status");

    private static T? TryRead<T>(JsonElement json, Func<JsonElement, T?> read)
        where T : class
    {
        try
        {
            return read(json);
        }
        catch (ProviderException)
        {
            return null;
        }
    }

    private static T? TryRead<T>(ReadOnlyMemory<byte> body, Func<JsonElement, T?> read)
        where T : class
    {
        try
        {
            using var json = ProviderJson.Parse(body, "Qonto");
            return read(json.RootElement);
        }
        catch (ProviderException)
        {
            return null;
        }
    }
}
