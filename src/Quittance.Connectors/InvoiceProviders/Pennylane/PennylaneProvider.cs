using System.Globalization;
using System.Net;
using System.Text.Json;
using Quittance.Connectors.Http;
using Quittance.Connectors.Webhooks;
using Quittance.Domain.Intake;

namespace Quittance.Connectors.InvoiceProviders.Pennylane;

/// <summary>Reads supplier invoices from Pennylane, API version 2. docs/connectors/pennylane.md says what it calls and why.</summary>
/// <param name="clock">For a time that Pennylane's answers should tell and do not.</param>
public sealed class PennylaneProvider(ProviderHttp http, TimeProvider clock) : IInvoiceProvider, IWebhookSender
{
    /// <summary>What the changelog keeps, four weeks, less an hour in which it is read.</summary>
    private static readonly TimeSpan LogReach = TimeSpan.FromDays(28) - TimeSpan.FromHours(1);

    /// <summary>A change may reach the changelog later than others that were made after it.</summary>
    private static readonly TimeSpan Overlap = TimeSpan.FromMinutes(10);

    /// <summary>Where list and changelog meet, an invoice is rather told twice than not at all.</summary>
    private static readonly TimeSpan Seam = TimeSpan.FromHours(1);

    /// <summary>Where nothing happens the place must follow all the same, or the changelog would end before it.</summary>
    private static readonly TimeSpan IdleMax = TimeSpan.FromDays(7);

    /// <summary>How far behind Pennylane's clock the place is put then, and where that clock was put back.</summary>
    private static readonly TimeSpan IdleStep = TimeSpan.FromDays(1);

    /// <summary>The allowance of 25 calls is renewed every so often.</summary>
    private static readonly TimeSpan RateWindow = TimeSpan.FromSeconds(5);

    private const int LinePagesMax = 5;

    private const string SignatureHeader = "X-Pennylane-Signature";

    private readonly TimestampedSignature _scheme = new(SignatureHeader);

    /// <inheritdoc/>
    public InvoiceProviderProfile Profile => PennylaneProfile.Value;

    /// <inheritdoc/>
    public bool CanPoll(ProviderAccess access) => access.ApiKey is not null;

    /// <inheritdoc/>
    public async Task<string> TestAsync(ProviderAccess access, CancellationToken cancel)
    {
        using var json = (await AskAsync(access, "/supplier_invoices?limit=1", cancel)).Json();
        return json.RootElement.Items("items", 1).Select(PennylaneBill.Read).FirstOrDefault() is { } newest
            ? string.Create(CultureInfo.InvariantCulture, $"Pennylane answers and lists supplier invoices, the newest of them dated {newest.Date:yyyy-MM-dd}.")
            : "Pennylane answers; it has no supplier invoices yet.";
    }

    /// <inheritdoc/>
    public async Task<ProviderPage> ListAsync(ProviderAccess access, ProviderPlace place, CancellationToken cancel) => PennylanePlace.Read(place.Watermark) switch
    {
        PennylanePlace.Listing listing => await ListingAsync(access, listing, cancel),
        PennylanePlace.Log log when place.IsContinuation => await LogAsync(access, log, log.Since, cancel),
        PennylanePlace.Log log => await LogAsync(access, log with { Cursor = null }, PennylanePlace.Iso(PennylanePlace.Before(log.SinceTime, Overlap)), cancel),
        _ => await FirstAsync(access, cancel),
    };

    /// <inheritdoc/>
    public async Task<ProviderFile> FetchAsync(ProviderAccess access, string externalId, CancellationToken cancel)
    {
        var bill = await BillAsync(access, externalId, cancel);
        // What the supplier's platform sent is the bill; the PDF that Pennylane shows is a picture of it.
        var source = await LinkedAsync(access, bill, told => told.SourceLink, cancel);
        var answer = source ?? await LinkedAsync(access, bill, told => told.PublicLink, cancel) ?? throw NoFile(bill);
        var file = FileLink.FileOf(answer, source is null ? bill.FileName : null, $"pennylane-{bill.Id}") with { IsSettled = bill.IsSettled };
        return FileLink.IsXml(file.Content.Span) ? file : file with { Stated = await StatedAsync(access, bill, cancel) };
    }

    /// <inheritdoc/>
    public WebhookVerdict Verify(InboundWebhook webhook, ProviderAccess access, IReadOnlyList<string> secrets, DateTimeOffset now) =>
        PennylaneNews.Identified(_scheme.Verify(webhook, secrets, now), webhook.Body);

    /// <inheritdoc/>
    public WebhookNews Read(ReadOnlyMemory<byte> body) => PennylaneNews.Read(body);

    /// <inheritdoc/>
    /// <remarks>
    /// 401, 403, 404 and 410 switch the subscription off at once and for good, which only the end of the connection deserves; anything else
    /// is tried again.
    /// </remarks>
    public int StatusOf(WebhookFault fault) => (int)(fault == WebhookFault.ConnectionDeleted ? HttpStatusCode.Gone : HttpStatusCode.BadRequest);

    private async Task<ProviderPage> FirstAsync(ProviderAccess access, CancellationToken cancel)
    {
        var history = HistorySetting.Of(access);
        var now = ClockOf(await AskAsync(access, "/supplier_invoices?limit=1", cancel));
        var dated = DateOnly.FromDateTime(PennylanePlace.Before(now, history).UtcDateTime);
        return await ListingAsync(access, new PennylanePlace.Listing(dated, null, now - LogReach, null), cancel);
    }

    private async Task<ProviderPage> ListingAsync(ProviderAccess access, PennylanePlace.Listing at, CancellationToken cancel)
    {
        var filter = at.DatedFrom is { } dated
            ? $"&filter={Uri.EscapeDataString($$"""[{"field":"date","operator":"gteq","value":"{{dated.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}}"}]""")}"
            : "";
        var answer = await ExchangeAsync(access, $"/supplier_invoices?limit={PennylaneMapping.PageSize}&sort=id{filter}{CursorOf(at.Cursor)}", cancel);
        if (at.Cursor is not null && IsBadQuestion(answer))
        {
            return await ListingAsync(access, at with { Cursor = null }, cancel);
        }

        using var json = Required(answer).Json();
        var bills = PennylaneMapping.ReadListing(json.RootElement, at.ChangedFrom, at.LogFrom + Seam);
        if (PennylaneMapping.NextCursor(json.RootElement, at.Cursor) is { } next)
        {
            return new ProviderPage(bills, (at with { Cursor = next }).Write(), HasMore: true);
        }

        var log = new PennylanePlace.Log(PennylanePlace.Iso(at.LogFrom), null);
        return bills.Count > 0 ? new ProviderPage(bills, log.Write(), HasMore: true) : await LogAsync(access, log, log.Since, cancel);
    }

    /// <param name="start">Where to begin when there is no cursor, or none that is still good.</param>
    private async Task<ProviderPage> LogAsync(ProviderAccess access, PennylanePlace.Log at, string start, CancellationToken cancel)
    {
        // Cursor and start together are refused.
        var from = at.Cursor is null ? $"&start_date={Uri.EscapeDataString(start)}" : CursorOf(at.Cursor);
        var answer = await ExchangeAsync(access, $"/changelogs/supplier_invoices?limit={PennylaneMapping.PageSize}{from}", cancel);
        if (at.Cursor is not null && IsBadQuestion(answer))
        {
            return await LogAsync(access, at with { Cursor = null }, start, cancel);
        }

        if (answer.Status == HttpStatusCode.UnprocessableEntity)
        {
            return await AfterGapAsync(access, new PennylanePlace.Log(start, null).SinceTime, answer, cancel);
        }

        using var json = Required(answer).Json();
        var (bills, latest) = PennylaneMapping.ReadChanges(json.RootElement);
        var now = ClockOf(answer);
        var since = Latest(at, latest, now);
        return PennylaneMapping.NextCursor(json.RootElement, at.Cursor) is { } next
            ? new ProviderPage(bills, new PennylanePlace.Log(since, next).Write(), HasMore: true)
            : new ProviderPage(bills, Rest(since, now).Write(), HasMore: false);
    }

    /// <summary>The changelog has forgotten where we were: the list tells what changed since, as far back as the changelog does not.</summary>
    private async Task<ProviderPage> AfterGapAsync(ProviderAccess access, DateTimeOffset start, ProviderAnswer refusal, CancellationToken cancel)
    {
        var log = ClockOf(refusal) - LogReach;
        // A start within the four weeks was refused for another reason, and would be again.
        return log - start >= Seam / 2
            ? await ListingAsync(access, new PennylanePlace.Listing(null, start, log, null), cancel)
            : throw refusal.Failure();
    }

    private static string Latest(PennylanePlace.Log at, string? latest, DateTimeOffset now)
    {
        // A time that lies ahead of Pennylane's own clock would hide all that comes until then.
        if (at.SinceTime > now + Seam)
        {
            return PennylanePlace.Iso(now - IdleStep);
        }

        var time = latest is null ? at.SinceTime : new PennylanePlace.Log(latest, null).SinceTime;
        return latest is null || time < at.SinceTime ? at.Since : time > now + Seam ? PennylanePlace.Iso(now) : latest;
    }

    private static PennylanePlace.Log Rest(string since, DateTimeOffset now)
    {
        var rest = new PennylanePlace.Log(since, null);
        return now - rest.SinceTime > IdleMax ? new PennylanePlace.Log(PennylanePlace.Iso(now - IdleStep), null) : rest;
    }

    private async Task<PennylaneBill> BillAsync(ProviderAccess access, string id, CancellationToken cancel)
    {
        using var json = (await AskAsync(access, $"/supplier_invoices/{ProviderRequest.Segment(id)}", cancel)).Json();
        return PennylaneBill.Read(json.RootElement);
    }

    /// <summary>The file behind one of the bill's links; a link that has become too old is asked for anew, once.</summary>
    /// <returns>Null when there is no such link, or it is refused even when new.</returns>
    private async Task<ProviderAnswer?> LinkedAsync(ProviderAccess access, PennylaneBill bill, Func<PennylaneBill, string?> linkOf, CancellationToken cancel)
    {
        if (linkOf(bill) is not { } link)
        {
            return null;
        }

        var answer = await FileLink.OpenAsync(http, link, cancel);
        if (FileLink.IsRefused(answer))
        {
            var renewed = await BillAsync(access, bill.Id, cancel);
            answer = linkOf(renewed) is { } newLink ? await FileLink.OpenAsync(http, newLink, cancel) : answer;
        }

        return FileLink.IsRefused(answer) ? null : answer.Required();
    }

    private static ProviderException NoFile(PennylaneBill bill) => bill.PublicLink is null && bill.SourceLink is null
        ? new ProviderException(ProviderFault.NotFound, $"Pennylane has no file of invoice {bill.Id}.")
        : new ProviderException(ProviderFault.Unavailable, $"Pennylane's link to the file of invoice {bill.Id} is refused, and so is a new one.");

    private async Task<EInvoice> StatedAsync(ProviderAccess access, PennylaneBill bill, CancellationToken cancel)
    {
        var supplier = bill.SupplierId is { } id
            ? await OptionalAsync(access, $"/suppliers/{ProviderRequest.Segment(id)}", PennylaneSupplier.Read, cancel)
            : null;
        return PennylaneMapping.Stated(bill, supplier, await LinesAsync(access, bill.Id, cancel));
    }

    private async Task<IReadOnlyList<PennylaneLine>> LinesAsync(ProviderAccess access, string id, CancellationToken cancel)
    {
        var lines = new List<PennylaneLine>();
        string? cursor = null;
        for (var pages = 0; pages < LinePagesMax; pages++)
        {
            var path = $"/supplier_invoices/{ProviderRequest.Segment(id)}/invoice_lines?limit={PennylaneMapping.PageSize}&sort=id{CursorOf(cursor)}";
            var page = await OptionalAsync(access, path, json => new { Lines = json.Items("items", PennylaneMapping.PageSize).Select(PennylaneLine.Read).ToList(), Next = PennylaneMapping.NextCursor(json, cursor) }, cancel);
            lines.AddRange(page?.Lines ?? []);
            cursor = page?.Next;
            if (cursor is null)
            {
                return page is null ? [] : lines;
            }
        }

        // Some of the lines would look like all of them.
        return [];
    }

    /// <summary>What makes a bill easier to match, and is not worth losing it: null when the key may not read it or it is gone.</summary>
    private async Task<T?> OptionalAsync<T>(ProviderAccess access, string pathAndQuery, Func<JsonElement, T> read, CancellationToken cancel)
        where T : class
    {
        var answer = await ExchangeAsync(access, pathAndQuery, cancel);
        if (answer.Status is HttpStatusCode.Forbidden or HttpStatusCode.NotFound)
        {
            return null;
        }

        using var json = Required(answer).Json();
        return read(json.RootElement);
    }

    private async Task<ProviderAnswer> AskAsync(ProviderAccess access, string pathAndQuery, CancellationToken cancel) =>
        Required(await ExchangeAsync(access, pathAndQuery, cancel));

    private async Task<ProviderAnswer> ExchangeAsync(ProviderAccess access, string pathAndQuery, CancellationToken cancel)
    {
        var address = ProviderRequest.Address(access.Setting(PennylaneProfile.BaseUrl) ?? PennylaneProfile.DefaultBaseUrl, pathAndQuery);
        using var request = new HttpRequestMessage(HttpMethod.Get, address).With("Accept", "application/json").WithBearer(access.RequiredApiKey());
        return await http.ExchangeAsync(request, ProviderHttp.JsonBytesMax, cancel);
    }

    private static ProviderAnswer Required(ProviderAnswer answer) => answer.Status == HttpStatusCode.TooManyRequests && answer.RetryAfter is null
        ? throw new ProviderException(ProviderFault.RateLimited, answer.Failure().Message, RateWindow)
        : answer.Required();

    private static bool IsBadQuestion(ProviderAnswer answer) =>
        answer.Status is HttpStatusCode.BadRequest or HttpStatusCode.NotFound or HttpStatusCode.UnprocessableEntity;

    private static string CursorOf(string? cursor) => cursor is null ? "" : $"&cursor={Uri.EscapeDataString(cursor)}";

    private DateTimeOffset ClockOf(ProviderAnswer answer) => answer.Headers.Date ?? clock.GetUtcNow();
}
