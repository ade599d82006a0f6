namespace Quittance.Server.Subscribers;

internal static class SubscribersSetup
{
    public static void AddSubscribers(this IServiceCollection services)
    {
        services.AddSingleton<SubscriptionUrl>();
        services.AddSingleton<CreateSubscription>();
        services.AddSingleton<UpdateSubscription>();
        services.AddSingleton<SwitchSubscription>();
        services.AddSingleton<RenewSubscriptionSecret>();
        services.AddSingleton<DeleteSubscription>();
        services.AddSingleton<GetSubscription>();
        services.AddSingleton<ListSubscriptions>();
        services.AddSingleton<ListNotices>();
        services.AddSingleton<GetNotice>();
        services.AddSingleton<ListNoticeDeliveries>();
        services.AddSingleton<DeliverNotices>();
    }
}
