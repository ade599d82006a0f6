namespace Quittance.Server.Loading;

internal static class LoadingSetup
{
    public static void AddLoading(this IServiceCollection services) => services.AddSingleton<LoadTransactions>();
}
