namespace Quittance.Server.Api.Payments;

/// <summary>The Payments dialect: seed 004 and the published API around it.</summary>
internal static class PaymentsApi
{
    public const string Document = "payments";

    public static void MapPayments(this WebApplication app)
    {
        var api = app.MapGroup("").WithGroupName(Document);
        api.MapBusinessTokens();
        api.MapEntityUsers();
        api.MapOrganization();
        api.MapApprovalPolicies();
        api.MapApprovals();
        api.MapTransactions();
        api.MapNotOffered();
    }
}
