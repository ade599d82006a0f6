namespace Quittance.Server.Accounting;

internal static class AccountingSetup
{
    public static void AddAccounting(this IServiceCollection services)
    {
        services.AddSingleton<ChangeAccountingDefaults>();
        services.AddSingleton<CodeLine>();
        services.AddSingleton<ExportJournal>();
        services.AddSingleton<GetAccountingDefaults>();
        services.AddSingleton<GetLedgerAccount>();
        services.AddSingleton<GetPayable>();
        services.AddSingleton<GetPulledPayable>();
        services.AddSingleton<GetTaxRate>();
        services.AddSingleton<ListLedgerAccounts>();
        services.AddSingleton<ListPayableLines>();
        services.AddSingleton<ListPulledPayables>();
        services.AddSingleton<ListTaxRates>();
        services.AddSingleton<SearchEntities>();
        services.AddSingleton<SearchPayables>();
        services.AddSingleton<AccountingSystems>();
        services.AddSingleton<OpenAccounting>();
        services.AddSingleton<PullBooks>();
        services.AddSingleton<PushRecords>();
        services.AddSingleton<SyncAccounting>();
        services.AddSingleton<ForceSync>();
        services.AddSingleton<GetSyncProgress>();
        services.AddSingleton<GetSyncedRecord>();
        services.AddSingleton<ListSyncedRecords>();
        services.AddSingleton<ListSyncStatus>();
        services.AddSingleton<PushSyncedRecord>();
        services.AddSingleton<CreateAccountingConnection>();
        services.AddSingleton<ListAccountingConnections>();
        services.AddSingleton<GetAccountingConnection>();
        services.AddSingleton<RenewAccountingLink>();
        services.AddSingleton<ConnectAccounting>();
        services.AddSingleton<DisconnectAccounting>();
        services.AddSingleton<RevokeAccounting>();
        services.AddSingleton<ReadAccountingLink>();
        services.AddSingleton<SendToAccountingSystem>();
        services.AddSingleton<ReturnFromAccountingSystem>();
        services.AddSingleton<ReceiveAccountingWebhook>();
    }
}
