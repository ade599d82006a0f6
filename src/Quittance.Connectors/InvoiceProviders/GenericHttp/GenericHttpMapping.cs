using System.Text.Json;
using Quittance.Connectors.Http;
using Quittance.Domain.Intake;

namespace Quittance.Connectors.InvoiceProviders.GenericHttp;

/// <summary>Reads the feed's list and its webhooks.</summary>
internal static class GenericHttpMapping
{
    /// <summary>How many bills a page is asked for.</summary>
    public const int PageSize = 100;

    // A feed may ignore the limit; one that lists more than this is no feed.
    private const int PageMax = 10_000;

    private const int CursorMax = 1_000;

    /// <summary>A page of the list.</summary>
    /// <exception cref="ProviderException">It is not what the contract says.</exception>
    public static FeedPage ReadPage(JsonElement answer)
    {
        if (answer.ValueKind != JsonValueKind.Object || !answer.TryGetProperty("invoices", out var list) || list.ValueKind != JsonValueKind.Array)
        {
            throw Bad("The feed's answer has no list of invoices.");
        }

        var cursor = answer.Text("cursor");
        return cursor is { Length: > CursorMax } || cursor?.Any(char.IsControl) == true
            ? throw Bad("The feed's cursor is too long or no text.")
            : new([.. answer.Items("invoices", PageMax).Select(ReadBill)], cursor);
    }

    /// <summary>What a webhook says.</summary>
    public static WebhookNews ReadNews(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var json = ProviderJson.Parse(body, "The webhook");
            return ReadNews(json.RootElement);
        }
        catch (ProviderException unreadable)
        {
            return WebhookNews.Ignore(null, unreadable.Message);
        }
    }

    /// <summary>A name for a document that came without one.</summary>
    public static string FileNameOf(string externalId, ReadOnlySpan<byte> document) =>
        string.Concat(externalId.Select(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.' ? letter : '_')) + (document.StartsWith("%PDF"u8) ? ".pdf" : ".xml");

    private static WebhookNews ReadNews(JsonElement webhook)
    {
        var type = webhook.Text("type") is { Length: <= AnnouncedBill.TextMax } text ? text : null;
        return type switch
        {
            "invoice.created" or "invoice.updated" => Announced(webhook, type, isGone: false),
            "invoice.deleted" => Announced(webhook, type, isGone: true),
            "ping" => WebhookNews.Ignore(type, "A ping needs nothing done."),
            _ => WebhookNews.Ignore(type, "The type is none of invoice.created, invoice.updated, invoice.deleted, ping."),
        };
    }

    private static WebhookNews Announced(JsonElement webhook, string type, bool isGone)
    {
        if (webhook.Part("invoice") is not { } invoice || invoice.Text("id") is null)
        {
            return WebhookNews.Hint(type);
        }

        // The time of change is what the list gives as well, so that one change is one version; a sender that leaves it out is held to its event.
        var changed = invoice.Instant("updatedAt") ?? webhook.Instant("created");
        var version = changed is { } time ? GenericHttpPlace.Iso(time) : webhook.Text("id");
        return version is { Length: <= AnnouncedBill.TextMax }
            ? WebhookNews.Of(type, new AnnouncedBill(IdOf(invoice), version, isGone))
            : WebhookNews.Hint(type);
    }

    private static FeedBill ReadBill(JsonElement bill)
    {
        var changed = bill.Instant("updatedAt") ?? throw Bad("A bill of the feed has no updatedAt.");
        return new(new AnnouncedBill(IdOf(bill), GenericHttpPlace.Iso(changed), bill.Flag("deleted") == true), changed);
    }

    // An id goes into a path: a dot segment would lead to another place of the feed.
    private static string IdOf(JsonElement bill) => bill.RequiredText("id") is { Length: <= AnnouncedBill.TextMax } id && id is not ("." or "..") && !id.Any(char.IsControl)
        ? id
        : throw Bad("A bill's id is longer than 200 characters or cannot stand in a path.");

    private static ProviderException Bad(string message) => new(ProviderFault.BadAnswer, message);
}

/// <summary>A page of the feed's list.</summary>
/// <param name="Cursor">Leads to the next page; null after the last.</param>
internal sealed record FeedPage(IReadOnlyList<FeedBill> Bills, string? Cursor);

/// <summary>A bill of the feed's list.</summary>
/// <param name="ChangedAt">By the feed's clock.</param>
internal sealed record FeedBill(AnnouncedBill Bill, DateTimeOffset ChangedAt);
