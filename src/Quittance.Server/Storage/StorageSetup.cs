using Quittance.Server.Showing;

namespace Quittance.Server.Storage;

internal static class StorageSetup
{
    public static void AddStorage(this IServiceCollection services, MasterKeys masters)
    {
        services.AddSingleton(masters);
        services.AddSingleton<SecretBox>();
        services.AddSingleton<PartCache>();
        services.AddSingleton<Database>();
        services.AddSingleton<Idempotency>();
    }
}
