namespace Quittance.Server.Storage;

internal static class StorageSetup
{
    public static void AddStorage(this IServiceCollection services, MasterKey master)
    {
        services.AddSingleton(master);
        services.AddSingleton<SecretBox>();
        services.AddSingleton<Database>();
        services.AddSingleton<Idempotency>();
    }
}
