namespace Quittance.Server.Accounting;

internal static class AccountingSetup
{
    public static void AddAccounting(this IServiceCollection services)
    {
        services.AddSingleton<ExportJournal>();
        services.AddSingleton<AccountingSystems>();
        services.AddSingleton<OpenAccounting>();
        services.AddSingleton<CreateAccountingConnection>();
        services.AddSingleton<ListAccountingConnections>();
        services.AddSingleton<GetAccountingConnection>();
        services.AddSingleton<RenewAccountingLink>();
        services.AddSingleton<ConnectAccounting>();
        services.AddSingleton<DisconnectAccounting>();
        services.AddSingleton<ReadAccountingLink>();
        services.AddSingleton<SendToAccountingSystem>();
        services.AddSingleton<ReturnFromAccountingSystem>();
        services.AddSingleton<ReceiveAccountingWebhook>();
    }
}
