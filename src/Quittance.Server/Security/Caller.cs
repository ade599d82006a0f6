using System.Reflection;
using System.Security.Claims;
using Quittance.Domain;
using Quittance.Domain.Businesses;
using Quittance.Server.Storage;

namespace Quittance.Server.Security;

/// <summary>Who is calling, for which organization, and what they may see and do. A handler that takes one cannot run without.</summary>
/// <param name="PrincipalId">The user or the token.</param>
/// <param name="UserId">The person behind it; null for a token of the organization itself.</param>
/// <param name="Businesses">The businesses that the caller is limited to; null means all of the organization.</param>
/// <param name="IdempotencyKey">The request's <c>Idempotency-Key</c>, if it has one.</param>
/// <param name="RequestId">The request that it came with; null for jobs and the command line.</param>
internal sealed record Caller(
    OrganizationId Organization,
    Guid PrincipalId,
    Guid? UserId,
    string Label,
    IReadOnlySet<string> Permissions,
    IReadOnlyList<Guid>? Businesses,
    string? IdempotencyKey,
    string? RequestId)
{
    /// <summary>The longest <c>Idempotency-Key</c>.</summary>
    public const int IdempotencyKeyLengthMax = 255;

    /// <summary>Whether the token is for the people of a business or of a group of them, for use on a platform's pages.</summary>
    public bool IsEmbedded { get; init; }

    /// <summary>The only one of a business's people for whom the token acts; null for one that acts for all of them.</summary>
    public BusinessUserId? ActsFor { get; init; }

    /// <summary>The hash of the token or session that was presented; null for jobs and the command line.</summary>
    public byte[]? PresentedHash { get; init; }

    /// <summary>How the audit log names the caller.</summary>
    public Actor Actor => new(Label, RequestId);

    public bool Sees(BusinessId business) => Businesses is null || Businesses.Contains(business.Value);

    /// <summary>Refuses a caller who is limited to some businesses.</summary>
    public void RequireOrganizationWide(string step)
    {
        if (Businesses is not null)
        {
            throw new RefusedException(Refusal.OrganizationWideOnly, $"This token is limited to some businesses and cannot {step}.");
        }
    }

    /// <summary>Refuses a token that belongs to another of a business's people.</summary>
    public void RequireActsFor(BusinessUserId user)
    {
        if (ActsFor is { } own && own != user)
        {
            throw new RefusedException(Refusal.OtherPerson, $"This token acts for {own} and for nobody else.");
        }
    }

    /// <summary>Refuses to hand on what the caller does not hold, so that nobody raises themselves through another member or token.</summary>
    public void RequireHolds(IEnumerable<string> permissions, string step)
    {
        var missing = permissions.Where(permission => !Permissions.Contains(permission)).ToList();
        if (missing.Count > 0)
        {
            throw new RefusedException(Refusal.PermissionMissing, $"To {step}, you need these permissions yourself: {string.Join(", ", missing)}.");
        }
    }

    /// <summary>The operator of the server, acting in an organization without a request: all permissions, all businesses.</summary>
    /// <param name="label">How the audit log names it, such as <c>cli</c>.</param>
    public static Caller System(OrganizationId organization, string label) =>
        new(organization, Guid.Empty, null, label, Permission.All.ToHashSet(StringComparer.Ordinal), null, null, null);

    /// <summary>Binds from the signed-in principal and the request's headers.</summary>
    public static ValueTask<Caller?> BindAsync(HttpContext context, ParameterInfo parameter) =>
        ValueTask.FromResult<Caller?>(Of(context) ?? throw new BadHttpRequestException("Not signed in.", StatusCodes.Status401Unauthorized));

    public static Caller? Of(HttpContext context) =>
        context.User.Identity is CallerIdentity identity
            ? identity.Caller with { IdempotencyKey = KeyOf(context), RequestId = context.TraceIdentifier }
            : null;

    private static string? KeyOf(HttpContext context)
    {
        var key = context.Request.Headers["Idempotency-Key"].ToString();
        return key.Length switch
        {
            0 => null,
            > IdempotencyKeyLengthMax => throw new BadHttpRequestException($"Idempotency-Key is longer than {IdempotencyKeyLengthMax} characters."),
            _ => key,
        };
    }
}

/// <summary>Carries the <see cref="Caller"/> through ASP.NET Core's authentication.</summary>
internal sealed class CallerIdentity(Caller caller, string scheme)
    : ClaimsIdentity(caller.Permissions.Select(permission => new Claim(PermissionClaim, permission)), scheme)
{
    public const string PermissionClaim = "permission";

    public Caller Caller { get; } = caller;
}
