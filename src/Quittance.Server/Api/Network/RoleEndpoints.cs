using Quittance.Server.Security;
using Quittance.Server.Users;

namespace Quittance.Server.Api.Network;

/// <summary>Roles: what members may do.</summary>
internal static class RoleEndpoints
{
    public static void MapRoles(this IEndpointRouteBuilder api) =>
        api.MapGet("/roles", async (Caller caller, ListRoles list, CancellationToken cancel) =>
            TypedResults.Ok((await list.RunAsync(caller, cancel)).Select(RoleResponse.Of)))
            .Needs(Permission.Settings).WithTags("Members").WithSummary("List roles and their permissions");
}
