using Microsoft.AspNetCore.Authorization;

namespace Quittance.Server.Security;

/// <summary>Says on an endpoint which permission it needs.</summary>
internal static class Requires
{
    private const string PolicyPrefix = "permission:";

    /// <summary>The operation needs <paramref name="permission"/>; without it the answer is 403.</summary>
    public static TBuilder Needs<TBuilder>(this TBuilder endpoint, string permission)
        where TBuilder : IEndpointConventionBuilder => endpoint.RequireAuthorization(PolicyPrefix + permission);

    public static void AddPermissionPolicies(this AuthorizationBuilder authorization)
    {
        foreach (var permission in Permission.All)
        {
            authorization.AddPolicy(PolicyPrefix + permission, policy => policy
                .RequireAuthenticatedUser().RequireClaim(CallerIdentity.PermissionClaim, permission));
        }
    }

    /// <summary>The permission that the matched endpoint needs, for the error that names it.</summary>
    public static string? PermissionOf(HttpContext context) => PermissionOf(context.GetEndpoint()?.Metadata ?? []);

    /// <summary>The permission that an endpoint with this metadata needs; null when it needs none.</summary>
    public static string? PermissionOf(IEnumerable<object> metadata) => metadata
        .OfType<IAuthorizeData>()
        .Select(data => data.Policy)
        .LastOrDefault(policy => policy?.StartsWith(PolicyPrefix, StringComparison.Ordinal) == true)?[PolicyPrefix.Length..];
}
