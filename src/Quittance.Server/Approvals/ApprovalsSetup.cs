namespace Quittance.Server.Approvals;

internal static class ApprovalsSetup
{
    public static void AddApprovals(this IServiceCollection services)
    {
        services.AddSingleton<AddApprover>();
        services.AddSingleton<GiveApproval>();
        services.AddSingleton<CreateApprovalPolicy>();
        services.AddSingleton<DeleteApprovalPolicy>();
        services.AddSingleton<GetApprovalPolicy>();
        services.AddSingleton<ListApprovalPolicies>();
        services.AddSingleton<RefuseApproval>();
        services.AddSingleton<UpdateApprovalPolicy>();
    }
}
