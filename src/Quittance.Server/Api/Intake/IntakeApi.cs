using Quittance.Server.Api.Intake.V3;

namespace Quittance.Server.Api.Intake;

/// <summary>The Intake dialect: seed 003 and what every user of it asks for beyond.</summary>
internal static class IntakeApi
{
    public const string Document = "intake";

    public static void MapIntake(this WebApplication app)
    {
        var api = app.MapGroup("").WithGroupName(Document);
        api.MapInvoiceConnections();
        api.MapInvoiceProviders();
        api.MapWebhooks();
        api.MapInvoices();
        api.MapContractors();
    }
}
