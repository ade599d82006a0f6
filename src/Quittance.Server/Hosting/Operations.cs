using Quittance.Server.Accounting;
using Quittance.Server.Approvals;
using Quittance.Server.Businesses;
using Quittance.Server.Demo;
using Quittance.Server.Downloads;
using Quittance.Server.Intake;
using Quittance.Server.Invoices;
using Quittance.Server.Loading;
using Quittance.Server.Networks;
using Quittance.Server.Organizations;
using Quittance.Server.Payments;
using Quittance.Server.Searching;
using Quittance.Server.Subscribers;
using Quittance.Server.Users;

namespace Quittance.Server.Hosting;

/// <summary>Every noun's operations, by name; nothing is found by scanning.</summary>
internal static class Operations
{
    public static void AddOperations(this IServiceCollection services)
    {
        services.AddUsers();
        services.AddOrganizations();
        services.AddBusinesses();
        services.AddNetworks();
        services.AddIntake();
        services.AddInvoices();
        services.AddApprovals();
        services.AddPayments();
        services.AddSearching();
        services.AddAccounting();
        services.AddSubscribers();
        services.AddDownloads();
        services.AddDemo();
        services.AddLoading();
    }
}
