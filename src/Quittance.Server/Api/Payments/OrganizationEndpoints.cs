using Quittance.Server.Organizations;
using Quittance.Server.Security;

namespace Quittance.Server.Api.Payments;

/// <summary>The organization itself.</summary>
internal static class OrganizationEndpoints
{
    private static readonly OrganizationQuery Everything = new(true, true, true, true, true, true, true, true, true, true);

    public static void MapOrganization(this IEndpointRouteBuilder api)
    {
        var organization = api.MapGroup("/organization").WithTags("Organization");

        organization.MapGet("", async ([AsParameters] OrganizationQuery query, Caller caller, GetOrganization get, CancellationToken cancel) =>
            TypedResults.Ok(OrganizationResponse.Of(await get.RunAsync(caller, cancel), query)))
            .RequireAuthorization().WithSummary("Get the organization");

        organization.MapPost("", async (OrganizationRequest body, Caller caller, UpdateOrganization update, CancellationToken cancel) =>
            TypedResults.Ok(OrganizationResponse.Of(await update.RunAsync(caller, body, body.Checked(), cancel), Everything)))
            .Needs(Permission.Settings).WithSummary("Update the organization; fields that are left out stay")
            .WithDescription("Mail, onboarding forms and domains are kept for the components and whoever sends mail; keys of mail providers are not. External accounting systems are connected in the Accounting API; that field is ignored.");
    }
}
