namespace Quittance.Server.Invoices;

internal static class InvoicesSetup
{
    public static void AddInvoices(this IServiceCollection services)
    {
        services.AddSingleton<ApproveBills>();
        services.AddSingleton<ApproveInvoice>();
        services.AddSingleton<AttachDocument>();
        services.AddSingleton<CancelInvoice>();
        services.AddSingleton<CommentOnBill>();
        services.AddSingleton<CountOpenPayables>();
        services.AddSingleton<CreateBill>();
        services.AddSingleton<CreateInvoice>();
        services.AddSingleton<DeclineInvoice>();
        services.AddSingleton<DeleteBill>();
        services.AddSingleton<DeleteInvoice>();
        services.AddSingleton<GetBill>();
        services.AddSingleton<GetInvoice>();
        services.AddSingleton<ListBillChanges>();
        services.AddSingleton<ListBillComments>();
        services.AddSingleton<ListBillDocuments>();
        services.AddSingleton<ListConnectionInvoices>();
        services.AddSingleton<ListInvoices>();
        services.AddSingleton<MeasureBills>();
        services.AddSingleton<RemoveDocument>();
        services.AddSingleton<ReviseInvoice>();
        services.AddSingleton<SearchBills>();
        services.AddSingleton<SubmitInvoice>();
        services.AddSingleton<UpdateBill>();
        services.AddSingleton<UpdateBillLine>();
        services.AddSingleton<UpdateInvoice>();
    }
}
