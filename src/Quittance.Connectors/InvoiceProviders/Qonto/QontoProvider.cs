using System.Globalization;
using System.Net;
using Quittance.Connectors.Http;
using Quittance.Connectors.Webhooks;
using Quittance.Domain.Intake;

namespace Quittance.Connectors.InvoiceProviders.Qonto;

/// <summary>Reads supplier invoices from Qonto's Business API, version 2. docs/connectors/qonto.md says what it calls and why.</summary>
/// <param name="clock">For a time that Qonto's answers should tell and do not.</param>
public sealed class QontoProvider(ProviderHttp http, TimeProvider clock) : IInvoiceProvider, IWebhookSender
{
    /// <summary>A change may show later than others that were made after it.</summary>
    private static readonly TimeSpan Overlap = TimeSpan.FromMinutes(10);

    /// <summary>A window ends so long before Qonto's present time that nothing can come into it any more.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(1);

    /// <summary>How far to go back where Qonto's clock was put back.</summary>
    private static readonly TimeSpan ClockStep = TimeSpan.FromDays(1);

    private const string SignatureHeader = "X-Qonto-Signature";

    private readonly TimestampedSignature _scheme = new(SignatureHeader);

    /// <inheritdoc/>
    public InvoiceProviderProfile Profile => QontoProfile.Value;

    /// <inheritdoc/>
    public bool CanPoll(ProviderAccess access) => access.ApiKey is not null;

    /// <inheritdoc/>
    public async Task<string> TestAsync(ProviderAccess access, CancellationToken cancel)
    {
        using var json = (await AskAsync(access, "/supplier_invoices?page=1&per_page=1", cancel)).Json();
        var count = json.RootElement.Part("meta")?.Amount("total_count") ?? throw new ProviderException(ProviderFault.BadAnswer, "Qonto's list has no meta.total_count.");
        return string.Create(CultureInfo.InvariantCulture, $"Qonto answers; it has {count} supplier invoices.");
    }

    /// <inheritdoc/>
    public async Task<ProviderPage> ListAsync(ProviderAccess access, ProviderPlace place, CancellationToken cancel)
    {
        var at = QontoPlace.Read(place.Watermark);
        return at?.Window is { } window
            ? await ReadAsync(access, at.Latest, window, cancel)
            : await RunAsync(access, at is null ? await FirstAsync(access, cancel) : at.Latest, at is null ? TimeSpan.Zero : Overlap, cancel);
    }

    /// <inheritdoc/>
    public async Task<ProviderFile> FetchAsync(ProviderAccess access, string externalId, CancellationToken cancel)
    {
        using var json = (await AskAsync(access, $"/supplier_invoices/{ProviderRequest.Segment(externalId)}", cancel)).Json();
        var bill = QontoBill.Read(json.RootElement);
        var attachmentId = bill.AttachmentId ?? throw new ProviderException(ProviderFault.NotFound, $"Qonto has no file of invoice {bill.Id}.");

        var attachment = await AttachmentAsync(access, attachmentId, cancel);
        var answer = await FileLink.OpenAsync(http, attachment.Link, cancel);
        if (FileLink.IsRefused(answer))
        {
            // Links live for 30 minutes; one that was just made and is refused again will not get better.
            attachment = await AttachmentAsync(access, attachmentId, cancel);
            answer = await FileLink.OpenAsync(http, attachment.Link, cancel);
        }

        if (FileLink.IsRefused(answer))
        {
            throw new ProviderException(ProviderFault.Unavailable, $"Qonto's link to the file of invoice {bill.Id} is refused, and so is a new one.");
        }

        var file = FileLink.FileOf(answer, bill.FileName ?? attachment.FileName, $"qonto-{bill.Id}") with { IsSettled = QontoProfile.IsSettled(bill.Status) };
        return FileLink.IsXml(file.Content.Span) ? file : file with { Stated = QontoMapping.Stated(bill) };
    }

    /// <inheritdoc/>
    public WebhookVerdict Verify(InboundWebhook webhook, ProviderAccess access, IReadOnlyList<string> secrets, DateTimeOffset now) =>
        QontoNews.Identified(_scheme.Verify(webhook, secrets, now), webhook.Body);

    /// <inheritdoc/>
    public WebhookNews Read(ReadOnlyMemory<byte> body) => QontoNews.Read(body);

    /// <inheritdoc/>
    /// <remarks>
    /// Qonto tries again for some days whatever the status is, and names none that ends a subscription. 400 ends none at any provider that
    /// names some, and a delivery that was refused because the secret was being changed comes again.
    /// </remarks>
    public int StatusOf(WebhookFault fault) => (int)(fault == WebhookFault.ConnectionDeleted ? HttpStatusCode.Gone : HttpStatusCode.BadRequest);

    private async Task<DateTimeOffset> FirstAsync(ProviderAccess access, CancellationToken cancel)
    {
        var history = HistorySetting.Of(access);
        return QontoPlace.Before(ClockOf(await AskAsync(access, "/supplier_invoices?page=1&per_page=1", cancel)), history);
    }

    /// <summary>Everything since a time, if it fits one page: one answer cannot change while it is read. Else the first page of a window.</summary>
    private async Task<ProviderPage> RunAsync(ProviderAccess access, DateTimeOffset latest, TimeSpan overlap, CancellationToken cancel)
    {
        var from = QontoPlace.Before(latest, overlap);
        var (page, now) = await PageAsync(access, from, null, 1, cancel);
        if (page is { Pages: <= 1 })
        {
            return new ProviderPage(Announced(page, access), new QontoPlace(LatestOf(page, latest, now), null).Write(), HasMore: false);
        }

        var window = await WindowAsync(access, from, QontoPlace.Before(now, Margin), cancel)
            // All of them changed within the last minute. Should one slip away, it is within the overlap of the next run.
            ?? await WindowAsync(access, from, now + Margin, cancel);
        return window is null
            ? new ProviderPage([], new QontoPlace(latest, null).Write(), HasMore: false)
            : await ReadAsync(access, latest, window, cancel);
    }

    /// <returns>Null when nothing is in it.</returns>
    private async Task<QontoPlace.Span?> WindowAsync(ProviderAccess access, DateTimeOffset from, DateTimeOffset to, CancellationToken cancel)
    {
        var (page, _) = await PageAsync(access, from, to, 1, cancel);
        return page is { Bills.Count: > 0 } ? new QontoPlace.Span(from, to, Math.Max(page.Pages, 1)) : null;
    }

    private async Task<ProviderPage> ReadAsync(ProviderAccess access, DateTimeOffset latest, QontoPlace.Span window, CancellationToken cancel)
    {
        var (page, _) = await PageAsync(access, window.From, window.To, window.Page, cancel);
        var seen = page is null ? latest : LatestOf(page, latest, window.To);
        var next = new QontoPlace(seen, window.Page > 1 ? window with { Page = window.Page - 1 } : null);
        return new ProviderPage(page is null ? [] : Announced(page, access), next.Write(), HasMore: window.Page > 1);
    }

    /// <returns>Null for a page that is no more, because so many bills have fallen out of the window.</returns>
    private async Task<(QontoPage? Page, DateTimeOffset Now)> PageAsync(ProviderAccess access, DateTimeOffset from, DateTimeOffset? to, int page, CancellationToken cancel)
    {
        var end = to is { } time ? $"&filter%5Bupdated_at_to%5D={Uri.EscapeDataString(QontoPlace.Iso(time))}" : "";
        var query = string.Create(
            CultureInfo.InvariantCulture,
            $"/supplier_invoices?filter%5Bupdated_at_from%5D={Uri.EscapeDataString(QontoPlace.Iso(from))}{end}&sort_by=created_at%3Adesc&page={page}&per_page={QontoMapping.PageSize}");
        var answer = await ExchangeAsync(access, query, cancel);
        if (answer.Status == HttpStatusCode.NotFound && page > 1)
        {
            return (null, ClockOf(answer));
        }

        using var json = answer.Required().Json();
        return (QontoMapping.ReadPage(json.RootElement), ClockOf(answer));
    }

    private static List<AnnouncedBill> Announced(QontoPage page, ProviderAccess access) =>
        [.. page.Bills.Select(bill => QontoMapping.Announced(bill, access)).OfType<AnnouncedBill>()];

    private static DateTimeOffset LatestOf(QontoPage page, DateTimeOffset latest, DateTimeOffset now)
    {
        // A time that lies ahead of Qonto's own clock would hide all that comes until then.
        if (latest > now + Margin)
        {
            return QontoPlace.Before(now, ClockStep);
        }

        var seen = page.Bills.Select(bill => bill.UpdatedAt).Append(latest).Max();
        return seen > now + Margin ? now : seen;
    }

    private async Task<(string Link, string? FileName)> AttachmentAsync(ProviderAccess access, string id, CancellationToken cancel)
    {
        using var json = (await AskAsync(access, $"/attachments/{ProviderRequest.Segment(id)}", cancel)).Json();
        var attachment = json.RootElement.Part("attachment") ?? json.RootElement;
        return (attachment.RequiredText("url"), attachment.Line("file_name"));
    }

    private async Task<ProviderAnswer> AskAsync(ProviderAccess access, string pathAndQuery, CancellationToken cancel) =>
        (await ExchangeAsync(access, pathAndQuery, cancel)).Required();

    private async Task<ProviderAnswer> ExchangeAsync(ProviderAccess access, string pathAndQuery, CancellationToken cancel)
    {
        var key = access.RequiredApiKey();
        var address = ProviderRequest.Address(access.Setting(QontoProfile.BaseUrl) ?? QontoProfile.DefaultBaseUrl, pathAndQuery);
        // An API key is sign-in and secret with a colon between, sent as it is; OAuth's tokens have no colon.
        using var request = new HttpRequestMessage(HttpMethod.Get, address)
            .With("Accept", "application/json")
            .With("Authorization", key.Contains(':', StringComparison.Ordinal) ? key : $"Bearer {key}");
        return await http.ExchangeAsync(request, ProviderHttp.JsonBytesMax, cancel);
    }

    private DateTimeOffset ClockOf(ProviderAnswer answer) => answer.Headers.Date ?? clock.GetUtcNow();
}
