using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Quittance.Server.Businesses;

namespace Quittance.Server.Api.Payments;

/// <summary>How long a token is to work and what the published components are to show to its bearer.</summary>
/// <remarks>But for <c>expiresIn</c> and <c>sessionId</c> the server only passes the options on, in the token's claims.</remarks>
public sealed partial record TokenGenerationOptions(
    [property: Description("Seconds, or a span such as 30m, 1h, 7d; at most 90 days."), DefaultValue("1h")] string? ExpiresIn,
    TokenInvoiceOptions? Invoice,
    TokenPagesOptions? Pages,
    TokenStyleOptions? Style,
    TokenVendorOptions? Vendors,
    TokenEntityOptions? Entity,
    [property: Description("Your own name for a session, by which its tokens can be ended.")] string? SessionId)
{
    private const int OptionsMax = 3000; // Of JSON; in the token they take a third more.
    private static readonly TimeSpan LifetimeDefault = TimeSpan.FromHours(1);
    private static readonly TimeSpan LifetimeMax = TimeSpan.FromDays(90);

    private static readonly Dictionary<string, long> SecondsOf = new(StringComparer.OrdinalIgnoreCase)
    {
        [""] = 1,
        ["s"] = 1,
        ["m"] = 60,
        ["h"] = 3600,
        ["d"] = 86_400,
        ["w"] = 604_800,
    };

    internal BusinessTokenOrder Checked(string? entityId, string? userId, string? entityGroupId)
    {
        var check = new Check();
        var lifetime = Lifetime(check, check.Optional("expiresIn", ExpiresIn));
        var session = check.Optional("sessionId", SessionId);
        var options = Encoding.UTF8.GetString(PaymentsJson.Write(this));
        if (options.Length > OptionsMax)
        {
            check.Fault("body", $"the options must be at most {OptionsMax} characters of JSON");
        }

        check.Done();
        return new BusinessTokenOrder(entityId, userId, entityGroupId, lifetime, session, options);
    }

    private static TimeSpan Lifetime(Check check, string? text)
    {
        if (text is null)
        {
            return LifetimeDefault;
        }

        if (Span().Match(text) is { Success: true } match)
        {
            var seconds = long.Parse(match.Groups["number"].Value, CultureInfo.InvariantCulture) * SecondsOf[match.Groups["unit"].Value];
            if (seconds > 0 && seconds <= (long)LifetimeMax.TotalSeconds)
            {
                return TimeSpan.FromSeconds(seconds);
            }
        }

        check.Fault("expiresIn", "expiresIn must be a number of seconds, or one with a unit: 30s, 15m, 1h, 7d, 2w; at most 90 days");
        return LifetimeDefault;
    }

    [GeneratedRegex("^(?<number>[0-9]{1,8}) ?(?<unit>[smhdw]?)$", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 100)]
    private static partial Regex Span();
}

/// <summary>Which bills the components show, and how.</summary>
public sealed record TokenInvoiceOptions(string? LineItems, [property: Required] IReadOnlyList<string>? Status, bool? Recurring);

/// <summary>Which pages the components have.</summary>
public sealed record TokenPagesOptions(bool? PaymentMethods, bool? Representatives, bool? Notifications, bool? Counterparties, bool? Approvals, bool? EmailLog);

/// <summary>How the components look.</summary>
public sealed record TokenStyleOptions([property: Required] string? PrimaryColor);

/// <summary>Which vendors the components offer.</summary>
public sealed record TokenVendorOptions(bool? DisableCreation, [property: Required] string? Network);

/// <summary>What the components ask of the entity.</summary>
public sealed record TokenEntityOptions(bool? EnableMercoaPayments);

/// <summary>What a token says of itself, as the published components read it.</summary>
/// <param name="Exp">When it ends, in seconds since 1970 (RFC 7519); so is <paramref name="Iat"/>.</param>
/// <param name="Jti">The token's id, so that no two are the same.</param>
internal sealed record TokenClaims(
    string OrganizationId,
    string? EntityGroupId,
    string? EntityId,
    string? UserId,
    string? EntityForeignId,
    TokenGenerationOptions Options,
    long Exp,
    long Iat,
    Guid Jti)
{
    internal static byte[] Write(BusinessToken token, TokenGenerationOptions options) => PaymentsJson.Write(new TokenClaims(
        PaymentsIds.Write(PaymentsIds.Organization, token.Organization.Value),
        PaymentsIds.Write(PaymentsIds.EntityGroup, token.Group?.Value),
        PaymentsIds.Write(PaymentsIds.Entity, token.Business?.Value),
        PaymentsIds.Write(PaymentsIds.User, token.User?.Value),
        token.BusinessForeignId,
        options,
        token.ExpiresAt.ToUnixTimeSeconds(),
        token.IssuedAt.ToUnixTimeSeconds(),
        token.Id));
}

/// <summary>Which tokens are to end.</summary>
public sealed record InvalidateTokensRequest(
    [property: Description("Only those of these sessions; left out, all of the organization's entities.")] IReadOnlyList<string>? SessionId)
{
    private const int SessionsMax = 1000;

    internal IReadOnlyList<string>? Checked()
    {
        var check = new Check();
        IReadOnlyList<string>? sessions = SessionId is null ? null : [.. check.Items("sessionId", SessionId, SessionsMax).Select(session => check.Required("sessionId", session))];
        check.Done();
        return sessions;
    }
}
