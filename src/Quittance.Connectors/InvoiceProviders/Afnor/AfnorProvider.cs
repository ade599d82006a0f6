using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json;
using Quittance.Connectors.Http;
using Quittance.Connectors.Webhooks;
using Quittance.Domain.Intake;

namespace Quittance.Connectors.InvoiceProviders.Afnor;

/// <summary>Any French accredited platform, by the flow service of AFNOR XP Z12-013: bills come in, lifecycle statuses go back.</summary>
public sealed class AfnorProvider(ProviderHttp http, TimeProvider clock) : IInvoiceProvider, IBillStatusReceiver, IWebhookSender
{
    /// <summary>The largest document that is taken, in bytes.</summary>
    public const int DocumentBytesMax = 32 * 1024 * 1024;

    private const int Unauthorized = 401;
    private const int Gone = 410;

    private readonly AfnorApi _api = new(http, clock);

    /// <inheritdoc/>
    public InvoiceProviderProfile Profile => AfnorProfile.Profile;

    /// <inheritdoc/>
    public bool CanPoll(ProviderAccess access) =>
        access.ApiKey is not null && Profile.Settings.Where(setting => setting.IsRequired).All(setting => access.Setting(setting.Name) is not null);

    /// <inheritdoc/>
    public async Task<string> TestAsync(ProviderAccess access, CancellationToken cancel)
    {
        var platform = AfnorAccess.Of(access);
        await _api.SendAsync(platform, () => Get(platform, "/v1/healthcheck", "*/*"), ProviderHttp.JsonBytesMax, cancel);
        using var page = await SearchAsync(platform, AfnorMapping.SearchForBills(null, 1), cancel);
        return AfnorMapping.ReadPage(page.RootElement).Flows.Count == 0
            ? "The platform gave a token and its flow service answers; it has no received bills yet."
            : "The platform gave a token and its flow service answers; it has received bills.";
    }

    /// <inheritdoc/>
    public async Task<ProviderPage> ListAsync(ProviderAccess access, ProviderPlace place, CancellationToken cancel)
    {
        var at = AfnorPlace.Of(place);
        using var answer = await SearchAsync(AfnorAccess.Of(access), AfnorMapping.SearchForBills(at.After, AfnorMapping.PageSize), cancel);
        return at.Next(AfnorMapping.ReadPage(answer.RootElement), clock.GetUtcNow());
    }

    /// <inheritdoc/>
    public async Task<ProviderFile> FetchAsync(ProviderAccess access, string externalId, CancellationToken cancel)
    {
        var platform = AfnorAccess.Of(access);
        var path = $"/v1/flows/{ProviderRequest.Segment(externalId)}?docType=";
        var about = await MetadataAsync(platform, path, cancel);
        var original = await OriginalAsync(platform, path, cancel);
        if (original.Body.IsEmpty)
        {
            throw Bad($"The platform gave an empty file for flow {externalId}.");
        }

        if (about.Sha256 is { } sha256 && !string.Equals(sha256, Convert.ToHexStringLower(SHA256.HashData(original.Body.Span)), StringComparison.OrdinalIgnoreCase))
        {
            throw Bad($"The file of flow {externalId} is not the one that the platform's sha256 names.");
        }

        return new ProviderFile(FileNameOf(original, about, externalId), original.Body);
    }

    /// <inheritdoc/>
    public bool Wants(ProviderAccess access, BillStatus status) => AfnorProfile.Reports(access, status);

    /// <inheritdoc/>
    /// <remarks>
    /// A platform does not compare tracking ids (XP Z12-013, section 5.2.2), so it is asked first whether it has ours. What it holds
    /// back of its newest flows it knows by its bytes, which are the same at every try: <c>AlreadyExistingFlow</c>.
    /// </remarks>
    public async Task<SentBillStatus> SendStatusAsync(ProviderAccess access, BillStatusReport report, CancellationToken cancel)
    {
        var platform = AfnorAccess.Of(access);
        var file = Cdar.Write(report);
        using (var before = await SearchAsync(platform, AfnorMapping.SearchForReport(report.Id), cancel))
        {
            if (AfnorMapping.ReadReceipt(before.RootElement, report.Id) is { } receipt)
            {
                return receipt.Refusal is null
                    ? new SentBillStatus(receipt.FlowId, file)
                    : throw new ProviderException(ProviderFault.Rejected, $"The platform refused the status: {receipt.Refusal}");
            }
        }

        var answer = await _api.ExchangeAsync(platform, () => Post(platform, "/v1/flows", FormOf(report, file)), ProviderHttp.JsonBytesMax, cancel);
        if (answer.IsSuccess)
        {
            using var json = answer.Json();
            return new SentBillStatus(AfnorMapping.ReadFlowId(json.RootElement), file);
        }

        return AfnorMapping.SaysAlreadyThere(answer.Body, out var flowId) ? new SentBillStatus(flowId ?? $"{report.Id}", file) : throw AfnorApi.Failure(answer);
    }

    /// <inheritdoc/>
    public WebhookVerdict Verify(InboundWebhook webhook, ProviderAccess access, IReadOnlyList<string> secrets, DateTimeOffset now)
    {
        var name = access.Setting(AfnorProfile.WebhookScheme) ?? StandardWebhooks.SchemeName;
        var scheme = WebhookScheme.Of(name, access.Setting(AfnorProfile.WebhookHeader) ?? WebhookScheme.DefaultHeader)
            ?? throw new ProviderException(ProviderFault.NotConfigured, $"settings.{AfnorProfile.WebhookScheme} is none of {string.Join(", ", WebhookScheme.Names)}.");
        return scheme.Verify(webhook, secrets, now);
    }

    /// <inheritdoc/>
    public WebhookNews Read(ReadOnlyMemory<byte> body) => AfnorMapping.ReadNews(body);

    /// <inheritdoc/>
    public int StatusOf(WebhookFault fault) => fault == WebhookFault.ConnectionDeleted ? Gone : Unauthorized;

    private async Task<JsonDocument> SearchAsync(AfnorAccess platform, byte[] body, CancellationToken cancel) =>
        (await _api.SendAsync(platform, () => Post(platform, "/v1/flows/search", JsonOf(body)), ProviderHttp.JsonBytesMax, cancel)).Json();

    private async Task<AfnorMetadata> MetadataAsync(AfnorAccess platform, string path, CancellationToken cancel)
    {
        try
        {
            var answer = await _api.SendAsync(platform, () => Get(platform, path + "Metadata", "application/json"), ProviderHttp.JsonBytesMax, cancel);
            using var json = answer.Json();
            return AfnorMapping.ReadMetadata(json.RootElement);
        }
        catch (ProviderException refused) when (refused.Fault == ProviderFault.Rejected)
        {
            // Before swagger 1.1.0 there was no docType Metadata. The file is what counts.
            return new AfnorMetadata(null, null);
        }
    }

    private async Task<ProviderAnswer> OriginalAsync(AfnorAccess platform, string path, CancellationToken cancel)
    {
        var answer = await _api.ExchangeAsync(platform, () => Get(platform, path + "Original", "*/*"), DocumentBytesMax, cancel);
        if (answer.RedirectTo is { } target)
        {
            // To the platform's file store, which is a stranger: it gets no token, and leads no further.
            var store = new Uri(ProviderRequest.Address(platform.BaseUrl, path), target);
            answer = store.Scheme is "https" or "http"
                ? await http.ExchangeAsync(new HttpRequestMessage(HttpMethod.Get, store), DocumentBytesMax, cancel)
                : throw Bad("The platform led to a file that is not on the web.");
        }

        if (!answer.IsSuccess)
        {
            throw AfnorApi.Failure(answer);
        }

        return answer.ContentHeaders.ContentType?.MediaType == "application/json" ? throw Bad("The platform gave JSON where the bill's file should be.") : answer;
    }

    private static string FileNameOf(ProviderAnswer original, AfnorMetadata about, string externalId)
    {
        var name = original.FileName ?? about.Name?[(about.Name.LastIndexOfAny(['/', '\\']) + 1)..];
        return name is { Length: > 0 and <= AnnouncedBill.TextMax } && !name.Any(char.IsControl)
            ? name
            : externalId + (original.Body.Span.StartsWith("%PDF-"u8) ? ".pdf" : ".xml");
    }

    private static HttpRequestMessage Get(AfnorAccess platform, string path, string accept)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, ProviderRequest.Address(platform.BaseUrl, path));
        request.Headers.Accept.ParseAdd(accept);
        return request;
    }

    private static HttpRequestMessage Post(AfnorAccess platform, string path, HttpContent content)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, ProviderRequest.Address(platform.BaseUrl, path)) { Content = content };
        request.Headers.Accept.ParseAdd("application/json");
        return request;
    }

    private static ByteArrayContent JsonOf(byte[] body) => new(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };

    // Quoted names and a bare boundary are what every reader of forms understands; .NET writes it the other way round.
    private static MultipartFormDataContent FormOf(BillStatusReport report, byte[] file)
    {
        var boundary = $"quittance-{report.Id:n}";
        var fileName = $"{Cdar.NameOf(report)}.xml";
        var info = JsonOf(AfnorMapping.FlowInfo(report, fileName, file));
        info.Headers.ContentDisposition = new ContentDispositionHeaderValue("form-data") { Name = "\"flowInfo\"" };
        var message = new ByteArrayContent(file) { Headers = { ContentType = new MediaTypeHeaderValue("application/xml") } };
        message.Headers.ContentDisposition = new ContentDispositionHeaderValue("form-data") { Name = "\"file\"", FileName = $"\"{fileName}\"" };
        var form = new MultipartFormDataContent(boundary) { info, message };
        form.Headers.Remove("Content-Type");
        form.Headers.TryAddWithoutValidation("Content-Type", $"multipart/form-data; boundary={boundary}");
        return form;
    }

    private static ProviderException Bad(string message) => new(ProviderFault.BadAnswer, message);
}
