namespace Quittance.Server.Api.Accounting;

/// <summary>The Accounting dialect: seed 002 and the published API around it.</summary>
internal static class AccountingApi
{
    public const string Document = "accounting";

    public static void MapAccounting(this WebApplication app)
    {
        var api = app.MapGroup("/v1").WithGroupName(Document);
        api.MapEntities();
        api.MapLedgers();
        api.MapPayables();
        api.MapAccessTokens();
        api.MapSync();
        api.MapAccountingConnections();
        api.MapAccountingPlatforms();
        app.MapAccountingWebhooks();
    }
}
