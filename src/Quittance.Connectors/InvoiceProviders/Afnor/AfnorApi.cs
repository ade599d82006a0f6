using System.Net;
using Quittance.Connectors.Http;
using Quittance.Domain.Intake;

namespace Quittance.Connectors.InvoiceProviders.Afnor;

/// <summary>Calls a platform's flow service with an access token.</summary>
internal sealed class AfnorApi(ProviderHttp http, TimeProvider clock)
{
    private readonly AfnorTokens _tokens = new(http, clock);

    /// <summary>Calls the flow service. A kept token that it no longer takes is replaced once.</summary>
    /// <param name="request">Makes the request, anew for each try.</param>
    /// <returns>The answer, which need not be a success.</returns>
    /// <exception cref="ProviderException">There is no answer, or no token.</exception>
    public async Task<ProviderAnswer> ExchangeAsync(AfnorAccess access, Func<HttpRequestMessage> request, int bytesMax, CancellationToken cancel)
    {
        var (token, wasKept) = await _tokens.GetAsync(access, cancel);
        var answer = await http.ExchangeAsync(Authorized(access, request(), token), bytesMax, cancel);
        if (answer.Status != HttpStatusCode.Unauthorized)
        {
            return answer;
        }

        _tokens.Forget(access, token);
        if (!wasKept)
        {
            return answer;
        }

        (token, _) = await _tokens.GetAsync(access, cancel);
        answer = await http.ExchangeAsync(Authorized(access, request(), token), bytesMax, cancel);
        if (answer.Status == HttpStatusCode.Unauthorized)
        {
            _tokens.Forget(access, token);
        }

        return answer;
    }

    /// <summary>Calls the flow service for something that has to succeed.</summary>
    /// <exception cref="ProviderException">It does not; the message has the platform's own words.</exception>
    public async Task<ProviderAnswer> SendAsync(AfnorAccess access, Func<HttpRequestMessage> request, int bytesMax, CancellationToken cancel)
    {
        var answer = await ExchangeAsync(access, request, bytesMax, cancel);
        return answer.IsSuccess ? answer : throw Failure(answer);
    }

    /// <summary>What an answer that is no success means, with the platform's own words.</summary>
    public static ProviderException Failure(ProviderAnswer answer)
    {
        var failure = answer.Failure();
        return AfnorMapping.ErrorWords(answer.Body) is { } words
            ? new ProviderException(failure.Fault, $"{answer.Host} answered {(int)answer.Status}: {words}", failure.RetryAfter)
            : failure;
    }

    private static HttpRequestMessage Authorized(AfnorAccess access, HttpRequestMessage request, string token)
    {
        request.WithBearer(token);
        return access.OrganizationId is { } organization ? request.With("Organization-Id", organization) : request;
    }
}
