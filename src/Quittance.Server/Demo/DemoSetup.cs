namespace Quittance.Server.Demo;

internal static class DemoSetup
{
    public static void AddDemo(this IServiceCollection services)
    {
        services.AddSingleton<MakeDemoNetwork>();
        services.AddSingleton<WriteDemoBills>();
        services.AddSingleton<FillDemo>();
    }
}
