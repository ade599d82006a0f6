using System.Net.Sockets;
using System.Security.Authentication;
using System.Text.Json;
using Quittance.Domain.Intake;

namespace Quittance.Connectors.Http;

/// <summary>The HTTP of all invoice providers: allowed addresses only, everything bounded, every failure a <see cref="ProviderException"/>.</summary>
/// <remarks>One object serves the whole process. Credentials belong into each request; nothing is kept between two.</remarks>
public sealed class ProviderHttp : IDisposable
{
    /// <summary>The largest JSON answer that is read, in bytes.</summary>
    public const int JsonBytesMax = 4 * 1024 * 1024;

    /// <summary>How long one exchange may take, to the last byte of the answer.</summary>
    public static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(60);

    private readonly HttpClient _http;

    private readonly TimeProvider _clock;

    private readonly TimeSpan _timeout;

    /// <param name="clock">For a <c>Retry-After</c> that is a date.</param>
    /// <param name="timeout">How long one exchange may take; null takes <see cref="DefaultTimeout"/>.</param>
    public ProviderHttp(AllowedNetworks networks, TimeProvider clock, TimeSpan? timeout = null)
    {
        // Its own timeout would end with the headers; ours lasts until the body is read.
        _http = new HttpClient(GuardedHttp.NewHandler(networks)) { Timeout = Timeout.InfiniteTimeSpan };
        _http.DefaultRequestHeaders.UserAgent.ParseAdd("Quittance");
        _clock = clock;
        _timeout = timeout ?? DefaultTimeout;
    }

    /// <summary>Sends a request and reads its JSON.</summary>
    /// <exception cref="ProviderException">There is no successful answer with JSON.</exception>
    public async Task<JsonDocument> SendForJsonAsync(HttpRequestMessage request, CancellationToken cancel) =>
        (await SendAsync(request, JsonBytesMax, cancel)).Json();

    /// <summary>Sends a request whose answer has to be a success.</summary>
    /// <param name="bytesMax">How large the body of the answer may be, decompressed.</param>
    /// <exception cref="ProviderException">There is no successful answer.</exception>
    public async Task<ProviderAnswer> SendAsync(HttpRequestMessage request, int bytesMax, CancellationToken cancel) =>
        (await ExchangeAsync(request, bytesMax, cancel)).Required();

    /// <summary>Sends a request and gives back whatever is answered: successes, redirects (none is followed) and refusals.</summary>
    /// <param name="bytesMax">How large the body of the answer may be, decompressed.</param>
    /// <exception cref="ProviderException">There is no answer, or not one that can be read.</exception>
    public async Task<ProviderAnswer> ExchangeAsync(HttpRequestMessage request, int bytesMax, CancellationToken cancel)
    {
        if (request.RequestUri is not { IsAbsoluteUri: true, Scheme: "https" or "http", Host: { Length: > 0 } host })
        {
            throw new ProviderException(ProviderFault.NotConfigured, "The provider's address is no web address, such as https://api.example.com");
        }

        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limited.CancelAfter(_timeout);
        try
        {
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limited.Token);
            var body = await response.Content.ReadBoundedAsync(bytesMax, limited.Token);
            return new ProviderAnswer(host, response.StatusCode, response.Headers, response.Content.Headers, body, RetryAfter.Of(response, _clock.GetUtcNow()));
        }
        catch (Exception failed) when (!cancel.IsCancellationRequested && FailureOf(failed, host) is { } failure)
        {
            throw failure;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private static ProviderException? FailureOf(Exception failed, string host) => failed switch
    {
        HttpRequestException { InnerException: AddressForbiddenException forbidden } =>
            new(ProviderFault.AddressForbidden, forbidden.Message, inner: failed),
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } or HttpRequestException { InnerException: SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain } } =>
            new(ProviderFault.Unavailable, $"The name {host} cannot be resolved.", inner: failed),
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } or HttpRequestException { InnerException: AuthenticationException } =>
            new(ProviderFault.Unavailable, $"The TLS certificate of {host} is not valid, or it speaks no TLS.", inner: failed),
        HttpRequestException { HttpRequestError: HttpRequestError.ConfigurationLimitExceeded } =>
            new(ProviderFault.TooLarge, $"{host} answered headers of more than {GuardedHttp.HeadersMaxKib} KiB.", inner: failed),
        HttpRequestException { HttpRequestError: HttpRequestError.InvalidResponse } or HttpIOException { HttpRequestError: HttpRequestError.InvalidResponse } or InvalidDataException =>
            new(ProviderFault.BadAnswer, $"{host} answered something that is not HTTP.", inner: failed),
        HttpIOException { HttpRequestError: HttpRequestError.ResponseEnded } or HttpRequestException { HttpRequestError: HttpRequestError.ResponseEnded } =>
            new(ProviderFault.Unavailable, $"{host} broke off its answer.", inner: failed),
        HttpRequestException or IOException =>
            new(ProviderFault.Unavailable, $"{host} cannot be reached.", inner: failed),
        OperationCanceledException =>
            new(ProviderFault.TimedOut, $"{host} did not answer in time.", inner: failed),
        _ => null,
    };
}
