using System.Net.Sockets;
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

    /// <summary>Makes the client with its own connections.</summary>
    /// <param name="clock">For a <c>Retry-After</c> that is a date.</param>
    /// <param name="timeout">How long one exchange may take; null takes <see cref="DefaultTimeout"/>.</param>
    public ProviderHttp(AllowedNetworks networks, TimeProvider clock, TimeSpan? timeout = null)
        : this(GuardedHttp.NewHandler(networks), clock, timeout)
    {
    }

    internal ProviderHttp(SocketsHttpHandler handler, TimeProvider clock, TimeSpan? timeout)
    {
        // Its own timeout would end with the headers; ours lasts until the body is read.
        _http = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
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
        if (request.RequestUri is not { IsAbsoluteUri: true, Scheme: "https" or "http", Host.Length: > 0 } address)
        {
            throw new ProviderException(ProviderFault.NotConfigured, "The provider's address is no web address, such as https://api.example.com");
        }

        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limited.CancelAfter(_timeout);
        try
        {
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limited.Token);
            var body = await response.Content.ReadBoundedAsync(bytesMax, limited.Token);
            return new ProviderAnswer(address, response.StatusCode, response.Headers, response.Content.Headers, body, RetryAfter.Of(response, _clock.GetUtcNow()));
        }
        catch (Exception failed) when (failed is HttpRequestException or IOException or InvalidDataException or OperationCanceledException)
        {
            cancel.ThrowIfCancellationRequested();
            throw FailureOf(failed, address.Host);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private static ProviderException FailureOf(Exception failed, string host)
    {
        var (fault, message) = failed switch
        {
            HttpRequestException { InnerException: AddressForbiddenException forbidden } => (ProviderFault.AddressForbidden, forbidden.Message),
            OperationCanceledException => (ProviderFault.TimedOut, $"{host} did not answer in time."),
            InvalidDataException => (ProviderFault.BadAnswer, $"{host} answered something that cannot be decompressed."),
            HttpRequestException { InnerException: SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain } } =>
                (ProviderFault.Unavailable, $"The name {host} cannot be resolved."),
            HttpRequestException { HttpRequestError: var error } => Told(error, host),
            HttpIOException { HttpRequestError: var error } => Told(error, host),
            _ => Told(HttpRequestError.Unknown, host),
        };
        return new ProviderException(fault, message, inner: failed);
    }

    private static (ProviderFault, string) Told(HttpRequestError error, string host) => error switch
    {
        HttpRequestError.SecureConnectionError => (ProviderFault.Unavailable, $"{host} has no valid TLS certificate, or speaks no TLS."),
        HttpRequestError.ConfigurationLimitExceeded => (ProviderFault.TooLarge, $"{host} answered headers of more than {GuardedHttp.HeadersMaxKib} KiB."),
        HttpRequestError.InvalidResponse => (ProviderFault.BadAnswer, $"{host} answered something that is not HTTP."),
        HttpRequestError.ResponseEnded => (ProviderFault.Unavailable, $"{host} broke off its answer."),
        _ => (ProviderFault.Unavailable, $"{host} cannot be reached."),
    };
}
