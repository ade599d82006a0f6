using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Quittance.Connectors.Http;
using Quittance.Domain.Accounting;

namespace Quittance.Connectors.AccountingSystems.Xero;

/// <summary>Calls the Accounting API for one organisation, with its headers and its failures.</summary>
internal sealed class XeroApi(XeroOptions options, ProviderHttp http, TimeProvider clock)
{
    /// <summary>The name of the setting that says whose books a connection opens; it comes with the user's consent.</summary>
    public const string TenantSetting = "tenant_id";

    private static readonly JsonSerializerOptions Written = new() { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    /// <summary>Asks.</summary>
    /// <param name="since">Only what was changed at this second or later; null for everything.</param>
    public Task<T> GetAsync<T>(AccountingAccess access, string pathAndQuery, DateTimeOffset? since, Func<JsonElement, T> read, CancellationToken cancel) =>
        CallAsync(access, HttpMethod.Get, pathAndQuery, null, request => since is { } from
            ? request.With("If-Modified-Since", from.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture))
            : request, answer => ReadJson(answer, read), cancel);

    /// <summary>Asks for one object; null when there is none.</summary>
    public Task<T?> FindAsync<T>(AccountingAccess access, string path, Func<JsonElement, T> read, CancellationToken cancel)
        where T : class =>
        CallAsync(access, HttpMethod.Get, path, null, request => request, answer => answer.Status == HttpStatusCode.NotFound ? null : ReadJson(answer, read), cancel);

    /// <summary>Writes, so that the same writing twice has one effect.</summary>
    /// <param name="key">What is written: our key, and what tells a second writing that is meant from a repeated one.</param>
    /// <remarks>
    /// Xero repeats its answer to a key for six minutes, a refusal too. Nothing was written then, and what was wrong may have been put
    /// right since: so it is asked once more, under a key that it does not know.
    /// </remarks>
    public async Task<T> WriteAsync<T>(
        AccountingAccess access, HttpMethod method, string pathAndQuery, object body, string key, Func<JsonElement, T> read, CancellationToken cancel)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(body, Written);
        var idempotencyKey = Convert.ToHexStringLower(SHA256.HashData([.. System.Text.Encoding.UTF8.GetBytes($"{method} {pathAndQuery}\n{key}\n"), .. bytes]));
        try
        {
            return await WriteOnceAsync(access, method, pathAndQuery, bytes, idempotencyKey, read, cancel);
        }
        catch (AccountingException refused) when (refused.Code == XeroFailure.ValidationCode)
        {
            var another = string.Create(CultureInfo.InvariantCulture, $"{idempotencyKey}-{clock.GetUtcNow().UtcTicks}");
            return await WriteOnceAsync(access, method, pathAndQuery, bytes, another, read, cancel);
        }
    }

    private Task<T> WriteOnceAsync<T>(
        AccountingAccess access, HttpMethod method, string pathAndQuery, byte[] body, string idempotencyKey, Func<JsonElement, T> read, CancellationToken cancel) =>
        CallAsync(access, method, pathAndQuery, body, request => request.With("Idempotency-Key", idempotencyKey), answer => ReadJson(answer, read), cancel);

    private Task<T> CallAsync<T>(
        AccountingAccess access,
        HttpMethod method,
        string pathAndQuery,
        byte[]? body,
        Func<HttpRequestMessage, HttpRequestMessage> prepare,
        Func<ProviderAnswer, T> read,
        CancellationToken cancel) =>
        AccountingHttp.AsAccountingAsync(async () =>
        {
            using var request = prepare(new HttpRequestMessage(method, ProviderRequest.Address(options.ApiUrl.AbsoluteUri, pathAndQuery))
                .With("Accept", "application/json")
                .With("xero-tenant-id", access.Required(TenantSetting))
                .WithBearer(access.RequiredAccessToken()));
            if (body is not null)
            {
                request.Content = new ByteArrayContent(body);
                request.Content.Headers.ContentType = new("application/json");
            }

            return read(await http.ExchangeAsync(request, AccountingHttp.AnswerBytesMax, cancel));
        });

    private static T ReadJson<T>(ProviderAnswer answer, Func<JsonElement, T> read)
    {
        if (!answer.IsSuccess)
        {
            throw XeroFailure.Of(answer);
        }

        using var json = answer.Json();
        return read(json.RootElement);
    }
}
