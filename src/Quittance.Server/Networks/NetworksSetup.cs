namespace Quittance.Server.Networks;

internal static class NetworksSetup
{
    public static void AddNetworks(this IServiceCollection services)
    {
    }
}
