using Quittance.Server.Businesses;
using Quittance.Server.Security;

namespace Quittance.Server.Api.Payments;

/// <summary>What the published components let an entity's people do.</summary>
internal static class EntityCustomizationEndpoints
{
    public static void MapEntityCustomization(this IEndpointRouteBuilder api)
    {
        var customization = api.MapGroup("/entity/{entityId}/customization").WithTags("Entities");

        customization.MapGet("", async (string entityId, Caller caller, GetCustomization get, CancellationToken cancel) =>
            TypedResults.Ok(EntityCustomizationResponse.Read(await get.RunAsync(caller, entityId, cancel))))
            .Needs(Permission.Businesses).WithName("getEntityCustomization").WithSummary("Get what an entity's components show");

        customization.MapPost("", async (string entityId, EntityCustomizationRequest body, Caller caller, CustomizeBusiness customize, CancellationToken cancel) =>
            TypedResults.Ok(EntityCustomizationResponse.Read(await customize.RunAsync(caller, entityId, body, body.CheckedOver, cancel))))
            .Needs(Permission.Settings).WithName("updateEntityCustomization").WithSummary("Change what an entity's components show; fields that are left out stay")
            .WithDescription("The components act by it. What the server itself would have to act by is refused: workflow.autoAdvanceInvoiceStatus, fees and rolePermissions of a single entity.");
    }
}
