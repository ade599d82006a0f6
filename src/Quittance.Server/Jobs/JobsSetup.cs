namespace Quittance.Server.Jobs;

internal static class JobsSetup
{
    public static void AddJobs(this IServiceCollection services)
    {
        services.AddSingleton<JobKinds>();
        services.AddSingleton<RunJobs>();
        services.AddHostedService(provider => provider.GetRequiredService<RunJobs>());
    }
}
