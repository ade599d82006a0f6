using Quittance.Connectors.Rails.Sandbox;
using Quittance.Domain.Payments;
using Quittance.Server.Hosting;

namespace Quittance.Server.Payments;

internal static class PaymentsSetup
{
    public static void AddPayments(this IServiceCollection services)
    {
        services.AddSingleton(provider => new SandboxOptions(
            provider.GetRequiredService<ServerOptions>().SandboxSettlement, SandboxOptions.DefaultReturnAfter));
        services.AddSingleton<IPaymentRail, SandboxRail>();
        services.AddSingleton<GetTransaction>();
        services.AddSingleton<StartPayments>();
        services.AddSingleton<FollowTransactions>();
        services.AddSingleton<AddFundingSource>();
        services.AddSingleton<AddPaymentMethod>();
        services.AddSingleton<AddPaymentMethodSchema>();
        services.AddSingleton<CallOffPayments>();
        services.AddSingleton<CancelPayment>();
        services.AddSingleton<ChangeFundingSource>();
        services.AddSingleton<ChangePaymentMethod>();
        services.AddSingleton<ChangePaymentMethodSchema>();
        services.AddSingleton<DeleteFundingSource>();
        services.AddSingleton<DeletePaymentMethodSchema>();
        services.AddSingleton<EstimateFees>();
        services.AddSingleton<EstimateTiming>();
        services.AddSingleton<GetFundingSource>();
        services.AddSingleton<GetPayment>();
        services.AddSingleton<GetPaymentMethod>();
        services.AddSingleton<GetPaymentMethodSchema>();
        services.AddSingleton<GetWalletBalance>();
        services.AddSingleton<InitiatePayment>();
        services.AddSingleton<ListFundingSources>();
        services.AddSingleton<ListPaymentMethods>();
        services.AddSingleton<ListPaymentMethodSchemas>();
        services.AddSingleton<ListPayments>();
        services.AddSingleton<QuickPay>();
        services.AddSingleton<RemovePaymentMethod>();
        services.AddSingleton<SearchPaymentMethods>();
    }
}
