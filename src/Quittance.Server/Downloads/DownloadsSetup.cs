namespace Quittance.Server.Downloads;

internal static class DownloadsSetup
{
    public static void AddDownloads(this IServiceCollection services)
    {
        services.AddSingleton<LinkBusinesses>();
        services.AddSingleton<LinkInvoices>();
        services.AddSingleton<LinkTransactions>();
        services.AddSingleton<OpenDownload>();
        services.AddSingleton<ReadBusinesses>();
        services.AddSingleton<ReadInvoices>();
        services.AddSingleton<ReadTransactions>();
    }
}
