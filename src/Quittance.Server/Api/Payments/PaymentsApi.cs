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
        api.MapCounterparties();
        api.MapDownloads();
        api.MapEmpty();
        api.MapEntities();
        api.MapEntityCustomization();
        api.MapEntityDocuments();
        api.MapEntityGroups();
        api.MapEntityEvents();
        api.MapEntityMetadata();
        api.MapEntityUsers();
        api.MapEstimates();
        api.MapInvoiceParts();
        api.MapInvoices();
        api.MapInvoiceDownloads();
        api.MapNotificationConfigurations();
        api.MapOrganization();
        api.MapPaymentMethodSchemas();
        api.MapPaymentMethods();
        api.MapTransactions();
        api.MapNotOffered();
    }
}
