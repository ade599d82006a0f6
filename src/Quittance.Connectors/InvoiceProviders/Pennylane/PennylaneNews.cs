using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Quittance.Connectors.Http;
using Quittance.Domain.Intake;

namespace Quittance.Connectors.InvoiceProviders.Pennylane;

/// <summary>Reads Pennylane's webhooks: <c>{id, event, retry_count, created, data: {context, object}}</c>. They come at least once and in no order.</summary>
internal static class PennylaneNews
{
    private const string Received = "supplier_invoice.e_invoicing_received";

    private const string OfSupplierInvoices = "supplier_invoice.";

    /// <summary>Knows a delivery again by its id: at a retry the count in the body is another, and so is the body.</summary>
    public static WebhookVerdict Identified(WebhookVerdict verdict, ReadOnlyMemory<byte> body) =>
        verdict is WebhookVerdict.Accepted && TryRead(body, json => $"{json.Line("id")} {json.Line("event")}") is { Length: > 1 } which && which[0] != ' '
            ? new WebhookVerdict.Accepted(SHA256.HashData(Encoding.UTF8.GetBytes(which)))
            : verdict;

    /// <summary>What the call says.</summary>
    public static WebhookNews Read(ReadOnlyMemory<byte> body) => TryRead(body, Read) ?? WebhookNews.Ignore(null, "It is no event of Pennylane.");

    private static WebhookNews Read(JsonElement json)
    {
        var name = json.Line("event") is { Length: <= AnnouncedBill.TextMax } said ? said : null;
        if (name is null)
        {
            return WebhookNews.Ignore(null, "It names no event.");
        }

        if (!name.StartsWith(OfSupplierInvoices, StringComparison.Ordinal))
        {
            return WebhookNews.Ignore(name, "It is not about a supplier invoice.");
        }

        // An event that came after this was written, or says less than it should, is still a reason to look.
        return name == Received && json.Part("data")?.Part("object")?.Line("id") is { Length: <= AnnouncedBill.TextMax } id && json.Line("id") is { Length: < 100 } delivery
            ? WebhookNews.Of(name, new AnnouncedBill(id, $"delivery {delivery}"))
            : WebhookNews.Hint(name);
    }

    private static T? TryRead<T>(ReadOnlyMemory<byte> body, Func<JsonElement, T> read)
        where T : class
    {
        try
        {
            using var json = ProviderJson.Parse(body, "Pennylane");
            return read(json.RootElement);
        }
        catch (ProviderException)
        {
            return null;
        }
    }
}
