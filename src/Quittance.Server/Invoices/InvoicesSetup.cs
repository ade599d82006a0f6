namespace Quittance.Server.Invoices;

internal static class InvoicesSetup
{
    public static void AddInvoices(this IServiceCollection services)
    {
        services.AddSingleton<ApproveInvoice>();
        services.AddSingleton<CancelInvoice>();
        services.AddSingleton<CountOpenPayables>();
        services.AddSingleton<CreateInvoice>();
        services.AddSingleton<DeclineInvoice>();
        services.AddSingleton<DeleteInvoice>();
        services.AddSingleton<GetInvoice>();
        services.AddSingleton<ListConnectionInvoices>();
        services.AddSingleton<ListInvoices>();
        services.AddSingleton<ReviseInvoice>();
        services.AddSingleton<SubmitInvoice>();
        services.AddSingleton<UpdateInvoice>();
    }
}
