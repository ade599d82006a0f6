namespace Quittance.Server.Accounting;

internal static class AccountingSetup
{
    public static void AddAccounting(this IServiceCollection services)
    {
        services.AddSingleton<ExportJournal>();
        services.AddSingleton<AccountingSystems>();
        services.AddSingleton<OpenAccounting>();
        services.AddSingleton<PullBooks>();
        services.AddSingleton<PushRecords>();
        services.AddSingleton<SyncAccounting>();
    }
}
