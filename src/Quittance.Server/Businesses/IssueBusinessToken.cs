using System.Buffers.Text;
using Quittance.Domain;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Businesses;

/// <summary>Makes a token with which a platform's page acts for a business, a group of businesses, or one person of a business.</summary>
/// <remarks>
/// It reads as a signed JWT (RFC 7519), since the published components look into it. The server does not: it looks the token up by its
/// SHA-256 as it does every other one, so that what is ended has ended at once (docs/decisions/0014).
/// </remarks>
internal sealed class IssueBusinessToken(Idempotency idempotency, TimeProvider clock)
{
    /// <summary>What such a token may do at most. Roles may allow less.</summary>
    public static readonly IReadOnlyList<string> Granted =
        [Permission.Businesses, Permission.Network, Permission.InvoicesRead, Permission.InvoicesWrite, Permission.InvoicesApprove, Permission.Payments];

    private static readonly string Header = Base64Url.EncodeToString("""{"alg":"HS256","typ":"JWT"}"""u8);

    /// <param name="claims">The token's claims as a JSON object.</param>
    public Task<Token> RunAsync(Caller caller, BusinessTokenOrder order, Func<BusinessToken, byte[]> claims, CancellationToken cancel) =>
        idempotency.OnceAsync(caller, new { operation = nameof(IssueBusinessToken), order }, async session =>
        {
            var token = await TokenOfAsync(session, order, cancel);
            RequireMay(caller, token);
            var text = await SignedAsync(session, claims(token), cancel);

            await session.BusinessTokens.RemoveExpiredAsync(token, cancel);
            await session.BusinessTokens.AddAsync(token, [.. Granted.Where(caller.Permissions.Contains)], caller.Businesses, text.Hash, cancel);
            session.Audit.Add(caller.Actor, "business_token.issued", token.Subject, null, new { token.Id, token.ExpiresAt, token.SessionName });
            return text;
        }, cancel);

    private async Task<BusinessToken> TokenOfAsync(TenantSession session, BusinessTokenOrder order, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var token = new BusinessToken(Guid.CreateVersion7(now), session.Organization, null, null, null, null, order.SessionName, now, now + order.Lifetime);
        if (order.Group is { } group)
        {
            return token with { Group = await session.ResolveGroupAsync(group, cancel) };
        }

        var (business, _) = await session.Businesses.HoldAsync(await session.ResolveBusinessAsync(order.Business!, cancel), cancel);
        token = token with { Business = business.Id, BusinessForeignId = business.ForeignId };
        return order.User is { } user
            ? token with { User = (await session.BusinessUsers.HoldAsync(await session.ResolveUserAsync(business.Id, user, cancel), cancel)).Id }
            : token;
    }

    // A person's token makes more for that person, as the components do while they are open, and none for anybody else.
    private static void RequireMay(Caller caller, BusinessToken token)
    {
        if (caller.ActsFor is { } own && own != token.User)
        {
            throw new RefusedException(Refusal.OtherPerson, $"This token acts for {own} and for nobody else.");
        }
    }

    private static async Task<Token> SignedAsync(TenantSession session, byte[] claims, CancellationToken cancel)
    {
        var signed = $"{Header}.{Base64Url.EncodeToString(claims)}";
        var text = $"{signed}.{Base64Url.EncodeToString(await session.Secrets.SignAsync(session, signed, cancel))}";
        return text.Length <= Authenticate.TokenLengthMax
            ? new Token(text)
            : throw new RefusedException(
                Refusal.InvalidInput, "Validation failed.", new FieldFault("body", $"its options make a token of more than {Authenticate.TokenLengthMax} characters"));
    }
}

/// <summary>What token is wanted: for a business, perhaps one of its people, or for a group.</summary>
/// <param name="Business">An id or a foreign id; null for a group's token.</param>
/// <param name="User">An id or a foreign id of a person of the business.</param>
/// <param name="Group">An id or a foreign id.</param>
/// <param name="SessionName">As in <see cref="BusinessToken"/>.</param>
/// <param name="Options">What the token's claims hold beside, as JSON; so that another one is another request.</param>
internal sealed record BusinessTokenOrder(string? Business, string? User, string? Group, TimeSpan Lifetime, string? SessionName, string Options);
