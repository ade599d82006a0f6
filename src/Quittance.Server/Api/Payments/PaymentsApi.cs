namespace Quittance.Server.Api.Payments;

/// <summary>The Payments dialect: seed 004 and the published API around it.</summary>
internal static class PaymentsApi
{
    public const string Document = "payments";

    public static void MapPayments(this WebApplication app)
    {
        var api = app.MapGroup("").WithGroupName(Document);
        api.MapApprovalPolicies();
        api.MapApprovals();
        api.MapBusinessTokens();
        api.MapEntityUsers();
        api.MapOrganization();
        api.MapTransactions();
        api.MapPaymentMethods();
        api.MapPaymentMethodSchemas();
        api.MapEstimates();
        api.MapEntities();
        api.MapEntityMetadata();
        api.MapCounterparties();
        api.MapEntityGroups();
        api.MapNotOffered();
    }
}
