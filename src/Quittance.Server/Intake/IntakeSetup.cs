using Quittance.Connectors;
using Quittance.Connectors.Http;
using Quittance.Server.Hosting;

namespace Quittance.Server.Intake;

internal static class IntakeSetup
{
    public static void AddIntake(this IServiceCollection services)
    {
        services.AddSingleton(provider => new ProviderHttp(provider.GetRequiredService<ServerOptions>().AllowedNetworks, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => ConnectorCatalog.Standard(
            provider.GetRequiredService<ProviderHttp>(), provider.GetRequiredService<ServerOptions>().DropFolder,
            provider.GetRequiredService<ServerOptions>().Accounting, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<InvoiceProviders>();
        services.AddSingleton<CreateInvoiceConnection>();
        services.AddSingleton<UpdateInvoiceConnection>();
        services.AddSingleton<DeleteInvoiceConnection>();
        services.AddSingleton<GetInvoiceConnection>();
        services.AddSingleton<ListInvoiceConnections>();
        services.AddSingleton<TestInvoiceConnection>();
        services.AddSingleton<PollInvoiceConnection>();
        services.AddSingleton<GetInvoiceConnectionHealth>();
        services.AddSingleton<ReceiveWebhook>();
        services.AddSingleton<ListWebhookDeliveries>();
        services.AddSingleton<ReplayWebhookDelivery>();
        services.AddSingleton<ImportDocument>();
        services.AddSingleton<ListDocuments>();
        services.AddSingleton<SearchDocuments>();
        services.AddSingleton<GetDocument>();
        services.AddSingleton<OpenDocument>();
        services.AddSingleton<OpenAttachment>();
        services.AddSingleton<MatchDocument>();
        services.AddSingleton<ListContractors>();
        services.AddSingleton<GetContractor>();
        services.AddSingleton<PollInvoiceConnections>();
        services.AddSingleton<FetchBills>();
        services.AddSingleton<CollectBills>();
        services.AddSingleton<ProcessWebhooks>();
        services.AddSingleton<MatchDocuments>();
        services.AddSingleton<SendBillStatuses>();
    }
}
