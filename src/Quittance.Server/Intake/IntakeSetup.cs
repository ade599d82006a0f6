namespace Quittance.Server.Intake;

internal static class IntakeSetup
{
    public static void AddIntake(this IServiceCollection services)
    {
        services.AddSingleton<ImportDocument>();
        services.AddSingleton<ListDocuments>();
    }
}
