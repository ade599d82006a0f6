using System.Globalization;
using Quittance.Connectors.Http;
using Quittance.Connectors.Webhooks;
using Quittance.Domain.Intake;

namespace Quittance.Connectors.InvoiceProviders.GenericHttp;

/// <summary>Reads the generic HTTP bill feed, whose contract is ours: docs/connectors/http.md.</summary>
public sealed class GenericHttpProvider(InvoiceProviderProfile profile, ProviderHttp http, TimeProvider clock) : IInvoiceProvider, IWebhookSender
{
    /// <summary>The largest document that is taken, in bytes.</summary>
    public const int DocumentBytesMax = 32 * 1024 * 1024;

    /// <inheritdoc/>
    public InvoiceProviderProfile Profile => profile;

    /// <inheritdoc/>
    public bool CanPoll(ProviderAccess access) => access.Setting(GenericHttpProfile.BaseUrl) is not null;

    /// <inheritdoc/>
    public async Task<string> TestAsync(ProviderAccess access, CancellationToken cancel)
    {
        var page = await ListAsync(GenericHttpRequest.List(access, "limit=1"), cancel);
        return page.Bills.Count == 0 ? "The feed answers; it lists no bills." : "The feed answers and lists bills.";
    }

    /// <inheritdoc/>
    public async Task<ProviderPage> ListAsync(ProviderAccess access, ProviderPlace place, CancellationToken cancel)
    {
        var at = GenericHttpPlace.Of(place);
        var since = at.From is { } from ? $"updated_after={Uri.EscapeDataString(GenericHttpPlace.Iso(from))}&" : "";
        var next = at.Cursor is { } cursor ? $"cursor={Uri.EscapeDataString(cursor)}&" : "";
        var limit = GenericHttpMapping.PageSize.ToString(CultureInfo.InvariantCulture);

        var page = await ListAsync(GenericHttpRequest.List(access, $"{since}{next}limit={limit}"), cancel);
        if (page.Cursor is not null && page.Cursor == at.Cursor)
        {
            throw new ProviderException(ProviderFault.BadAnswer, "The feed gave the same cursor again, so its list would never end.");
        }

        var after = at.After([.. page.Bills.Select(bill => bill.ChangedAt)], page.Cursor, clock.GetUtcNow());
        return new([.. page.Bills.Select(bill => bill.Bill)], page.Cursor is null ? after.Drained() : after.Continued(), page.Cursor is not null);
    }

    /// <inheritdoc/>
    public async Task<ProviderFile> FetchAsync(ProviderAccess access, string externalId, CancellationToken cancel)
    {
        using var request = GenericHttpRequest.Document(access, externalId);
        var answer = await http.SendAsync(request, DocumentBytesMax, cancel);
        return answer.Body.Length == 0
            ? throw new ProviderException(ProviderFault.BadAnswer, $"{answer.Host} gave an empty document.")
            : new(answer.FileName ?? GenericHttpMapping.FileNameOf(externalId, answer.Body.Span), answer.Body);
    }

    /// <inheritdoc/>
    public WebhookVerdict Verify(InboundWebhook webhook, ProviderAccess access, IReadOnlyList<string> secrets, DateTimeOffset now) =>
        WebhookScheme.Of(access.Setting(GenericHttpProfile.WebhookScheme) ?? GenericHttpProfile.DefaultWebhookScheme) is { } scheme
            ? scheme.Verify(webhook, secrets, now)
            : new WebhookVerdict.Rejected(WebhookFault.NoSecret);

    /// <inheritdoc/>
    public WebhookNews Read(ReadOnlyMemory<byte> body) => GenericHttpMapping.ReadNews(body);

    /// <inheritdoc/>
    public int StatusOf(WebhookFault fault) => fault == WebhookFault.ConnectionDeleted ? 410 : 401;

    private async Task<FeedPage> ListAsync(HttpRequestMessage request, CancellationToken cancel)
    {
        using (request)
        {
            using var json = await http.SendForJsonAsync(request, cancel);
            return GenericHttpMapping.ReadPage(json.RootElement);
        }
    }
}
