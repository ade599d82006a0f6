namespace Quittance.Server.Payments;

internal static class PaymentsSetup
{
    public static void AddPayments(this IServiceCollection services)
    {
        services.AddSingleton<StartPayments>();
        services.AddSingleton<FollowTransactions>();
    }
}
