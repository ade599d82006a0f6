namespace Quittance.Server.Invoices;

internal static class InvoicesSetup
{
    public static void AddInvoices(this IServiceCollection services)
    {
        services.AddSingleton<GiveApprovals>();
        services.AddSingleton<ApproveInvoice>();
        services.AddSingleton<AttachDocument>();
        services.AddSingleton<CancelInvoice>();
        services.AddSingleton<CommentOnInvoice>();
        services.AddSingleton<CountOpenPayables>();
        services.AddSingleton<CreateInvoiceOrDraft>();
        services.AddSingleton<CreateInvoices>();
        services.AddSingleton<CreateInvoice>();
        services.AddSingleton<DeclineInvoice>();
        services.AddSingleton<DeleteInvoiceOrDraft>();
        services.AddSingleton<DeleteInvoice>();
        services.AddSingleton<GetInvoiceOrDraft>();
        services.AddSingleton<GetInvoiceComment>();
        services.AddSingleton<GetInvoice>();
        services.AddSingleton<ListInvoiceChanges>();
        services.AddSingleton<ListInvoiceComments>();
        services.AddSingleton<ListInvoiceDocuments>();
        services.AddSingleton<ListConnectionInvoices>();
        services.AddSingleton<ListInvoices>();
        services.AddSingleton<MeasureInvoices>();
        services.AddSingleton<RemoveDocument>();
        services.AddSingleton<ReviseInvoice>();
        services.AddSingleton<SearchInvoices>();
        services.AddSingleton<SearchBusinessInvoices>();
        services.AddSingleton<SubmitInvoice>();
        services.AddSingleton<UpdateInvoiceOrDraft>();
        services.AddSingleton<UpdateInvoiceLine>();
        services.AddSingleton<UpdateInvoices>();
        services.AddSingleton<UpdateInvoice>();
    }
}
