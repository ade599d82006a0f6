using Quittance.Connectors.Http;
using Quittance.Connectors.InvoiceProviders.Afnor;
using Quittance.Domain.Intake;
using Quittance.Simulator;
using Quittance.Simulator.Accounts;

namespace Quittance.Tests.InvoiceProviders.Afnor;

/// <summary>The contract of all providers, held by the flow service.</summary>
public sealed class TakingBillsFromAnAccreditedPlatform : CallingProviderContract
{
    private protected override Provider Kind => Provider.Afnor;

    private protected override string ListPath => "/flows/search";

    private protected override string FetchPath => "/flows/";

    private protected override string UnknownId => "01930000-0000-7000-8000-000000000000";

    [Fact]
    public async Task A_webhook_and_the_list_give_one_change_one_version()
    {
        await AddBillAsync("F-1");
        await SettleAsync();

        var news = Sender.Read(Assert.Single(await DeliverAsync("F-1")).Body);

        Assert.Equal(Assert.Single(await RunAsync()), Assert.Single(news.Bills));
    }

    private protected override IInvoiceProvider NewProvider(ProviderHttp http) => new AfnorProvider(http, TimeProvider.System);

    private protected override string KeyOf(Account account) => account.Credentials.ClientSecret;

    private protected override ProviderAccess AccessWith(string key) => new(ConnectionId, key, new Dictionary<string, string>(
        AfnorProfile.Profile.Settings.Where(setting => setting.Default is not null).ToDictionary(setting => setting.Name, setting => setting.Default!), StringComparer.Ordinal)
    {
        [AfnorProfile.BaseUrl] = Simulator[Kind].BaseUrl,
        [AfnorProfile.TokenUrl] = Simulator[Kind].TokenUrl!,
        [AfnorProfile.ClientId] = Account.Credentials.ClientId,
    });

    // Bills that are added at once are stamped ahead of the platform's clock, which lists them when it has come so far.
    private protected override Task SettleAsync()
    {
        Account.Clock.Advance(TimeSpan.FromSeconds(1));
        return Task.CompletedTask;
    }
}
