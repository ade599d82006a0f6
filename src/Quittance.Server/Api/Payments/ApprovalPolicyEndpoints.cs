using Quittance.Domain.Approvals;
using Quittance.Server.Approvals;
using Quittance.Server.Security;

namespace Quittance.Server.Api.Payments;

/// <summary>Approval policies: which bills of an entity need whose approval.</summary>
internal static class ApprovalPolicyEndpoints
{
    public static void MapApprovalPolicies(this IEndpointRouteBuilder api)
    {
        var policies = api.MapGroup("/entity/{entityId}").WithTags("Approval policies");

        policies.MapGet("/approval-policies", async (string entityId, Caller caller, ListApprovalPolicies list, CancellationToken cancel) =>
            TypedResults.Ok((await list.RunAsync(caller, PaymentsIds.Named(entityId), cancel)).Select(ApprovalWords.Shown)))
            .Needs(Permission.InvoicesRead).WithSummary("Get all approval policies of an entity").WithDescription("The oldest first.");

        policies.MapPost("/approval-policy", async (string entityId, ApprovalPolicyRequest body, Caller caller, CreateApprovalPolicy create, CancellationToken cancel) =>
            TypedResults.Ok(await create.RunAsync(caller, PaymentsIds.Named(entityId), body.Checked(), ApprovalWords.Shown, cancel)))
            .Needs(Permission.Businesses).WithSummary("Create an approval policy");

        policies.MapGet("/approval-policy/{policyId}", async (string entityId, string policyId, Caller caller, GetApprovalPolicy get, CancellationToken cancel) =>
            TypedResults.Ok(ApprovalWords.Shown(await get.RunAsync(caller, PaymentsIds.Named(entityId), PolicyOf(policyId), cancel))))
            .Needs(Permission.InvoicesRead).WithSummary("Get an approval policy");

        policies.MapPost(
            "/approval-policy/{policyId}",
            async (string entityId, string policyId, ApprovalPolicyUpdateRequest body, Caller caller, UpdateApprovalPolicy update, CancellationToken cancel) =>
                TypedResults.Ok(await update.RunAsync(caller, PaymentsIds.Named(entityId), PolicyOf(policyId), body.Checked(), ApprovalWords.Shown, cancel)))
            .Needs(Permission.Businesses).WithSummary("Update an approval policy").WithDescription("Bills that were submitted keep the policies that they were submitted under.");

        policies.MapDelete("/approval-policy/{policyId}", async (string entityId, string policyId, Caller caller, DeleteApprovalPolicy delete, CancellationToken cancel) =>
        {
            await delete.RunAsync(caller, PaymentsIds.Named(entityId), PolicyOf(policyId), cancel);
            return TypedResults.NoContent();
        }).Needs(Permission.Businesses).WithSummary("Delete an approval policy, and all downstream of it");
    }

    private static ApprovalPolicyId PolicyOf(string text) => new(Ids.Read(PaymentsIds.ApprovalPolicy, "approval policy", text));
}
