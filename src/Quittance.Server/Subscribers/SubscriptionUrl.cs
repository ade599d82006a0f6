using System.Net;
using Quittance.Connectors.Http;
using Quittance.Domain;
using Quittance.Server.Hosting;

namespace Quittance.Server.Subscribers;

/// <summary>Which addresses may be subscribed. Whether one may be called is asked again at every call, when its name is resolved.</summary>
internal sealed class SubscriptionUrl(ServerOptions options)
{
    /// <summary>The longest address, as the published API has it.</summary>
    public const int LengthMax = 2083;

    public void Require(string url)
    {
        if (FaultOf(url) is { } fault)
        {
            throw new RefusedException(Refusal.InvalidInput, "Validation failed.", new FieldFault("url", fault));
        }
    }

    private string? FaultOf(string url) =>
        url.Length > LengthMax || !Uri.TryCreate(url, UriKind.Absolute, out var address) || address.Host.Length == 0 ? $"url must be a web address of at most {LengthMax} characters"
        : address.UserInfo.Length > 0 ? "url must not have a user or a password in it"
        : address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && IsOperators(address)) ? null
        : $"url must begin with https://; plain http is for the operator's own networks ({AllowedNetworks.Setting})";

    private bool IsOperators(Uri address) => IPAddress.TryParse(address.IdnHost.Trim('[', ']'), out var literal)
        ? options.AllowedNetworks.Lists(literal)
        : options.AllowedNetworks.ToString().Length > 0; // A name may be one of theirs.
}
