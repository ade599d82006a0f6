using Quittance.Server.Papers;

namespace Quittance.Server.Invoices;

internal static class InvoicesSetup
{
    public static void AddInvoices(this IServiceCollection services)
    {
        services.AddSingleton<ApproveInvoice>();
        services.AddSingleton<AttachDocument>();
        services.AddSingleton<CancelInvoice>();
        services.AddSingleton<CommentOnInvoice>();
        services.AddSingleton<CountOpenPayables>();
        services.AddSingleton<CreateInvoice>();
        services.AddSingleton<CreateInvoiceOrDraft>();
        services.AddSingleton<CreateInvoices>();
        services.AddSingleton<DeclineInvoice>();
        services.AddSingleton<DeleteInvoice>();
        services.AddSingleton<DeleteInvoiceOrDraft>();
        services.AddSingleton<GetInvoice>();
        services.AddSingleton<GetInvoiceComment>();
        services.AddSingleton<GetInvoiceOrDraft>();
        services.AddSingleton<GiveApprovals>();
        services.AddSingleton<ListConnectionInvoices>();
        services.AddSingleton<ListInvoiceChanges>();
        services.AddSingleton<ListInvoiceComments>();
        services.AddSingleton<ListInvoiceDocuments>();
        services.AddSingleton<ListInvoices>();
        services.AddSingleton<MeasureInvoices>();
        services.AddSingleton<RemoveDocument>();
        services.AddSingleton<ReviseInvoice>();
        services.AddSingleton<SearchInvoices>();
        services.AddSingleton<SubmitInvoice>();
        services.AddSingleton<UpdateInvoice>();
        services.AddSingleton<UpdateInvoiceLine>();
        services.AddSingleton<UpdateInvoiceOrDraft>();
        services.AddSingleton<UpdateInvoices>();
        services.AddSingleton<WritePaper>();
    }
}
