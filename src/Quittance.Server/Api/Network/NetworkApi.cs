namespace Quittance.Server.Api.Network;

/// <summary>The Network dialect: seeds 000 and 001 and what they presuppose.</summary>
internal static class NetworkApi
{
    public const string Document = "network";

    public static void MapNetwork(this WebApplication app)
    {
        var api = app.MapGroup("/api").WithGroupName(Document);
        api.MapAuth();
        api.MapMembers();
        api.MapRoles();
        api.MapTokens();
        api.MapBusinesses();
        api.MapPayables();
        api.MapImports();
        api.MapConnections();
        api.MapTags();
        api.MapInvitations();
        api.MapFundingSources();
        api.MapPayments();
    }
}
