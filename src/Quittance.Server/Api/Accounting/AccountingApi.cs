namespace Quittance.Server.Api.Accounting;

/// <summary>The Accounting dialect: seed 002 and the published API around it.</summary>
internal static class AccountingApi
{
    public const string Document = "accounting";

    public static void MapAccounting(this WebApplication app)
    {
        var api = app.MapGroup("/v1").WithGroupName(Document);
        api.MapAccessTokens();
        api.MapAccountingConnections();
        api.MapAccountingPlatforms();
        api.MapEntities();
        api.MapEvents();
        api.MapLedgers();
        api.MapPayables();
        api.MapSubscriptions();
        api.MapSync();
        app.MapAccountingWebhooks();
    }
}
