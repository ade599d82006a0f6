using Quittance.Connectors;
using Quittance.Connectors.Http;
using Quittance.Tests.Contract;

namespace Quittance.Tests.InvoiceProviders;

public sealed class DescribingTheProviders
{
    private static readonly ConnectorCatalog Catalog =
        ConnectorCatalog.Standard(new ProviderHttp(AllowedNetworks.None, TimeProvider.System), "/nowhere", new AccountingSystemOptions("/nowhere"), TimeProvider.System);

    [Fact]
    public void Every_provider_is_found_by_its_key_and_no_other()
    {
        Assert.All(Catalog.InvoiceProviders, provider => Assert.Same(provider, Catalog.FindInvoiceProvider(provider.Profile.Key)));
        Assert.Null(Catalog.FindInvoiceProvider("Yooz"));
        Assert.Null(Catalog.FindInvoiceProvider(""));
    }

    [Fact]
    public void Two_providers_of_one_key_are_not_accepted() =>
        Assert.Throws<ArgumentException>(() => new ConnectorCatalog(Catalog.InvoiceProviders.Append(Catalog.InvoiceProviders[0]), []));

    [Fact]
    public async Task Every_provider_has_a_page_that_names_each_of_its_settings()
    {
        foreach (var profile in Catalog.InvoiceProviders.Select(provider => provider.Profile))
        {
            var path = Repository.PathOf($"docs/connectors/{profile.Key}.md");
            Assert.True(File.Exists(path), $"docs/connectors/{profile.Key}.md is missing.");
            var page = await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken);

            Assert.Contains($"`{profile.Key}`", page, StringComparison.Ordinal);
            Assert.All(profile.Settings, setting => Assert.Contains($"`{setting.Name}`", page, StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("http")]
    [InlineData("folder")]
    [InlineData("pennylane")]
    [InlineData("qonto")]
    public async Task Defaults_on_the_page_are_those_of_the_profile(string key)
    {
        var page = await File.ReadAllLinesAsync(Repository.PathOf($"docs/connectors/{key}.md"), TestContext.Current.CancellationToken);
        var rows = page.Where(line => line.StartsWith("| `", StringComparison.Ordinal)).Select(line => line.Split('|', StringSplitOptions.TrimEntries)).ToList();

        Assert.All(
            Catalog.FindInvoiceProvider(key)!.Profile.Settings,
            setting => Assert.Equal(setting.Default is null ? "none" : $"`{setting.Default}`", Assert.Single(rows, row => row[1] == $"`{setting.Name}`")[2]));
    }

    [Fact]
    public void Nothing_of_yooz_is_claimed_to_be_known() =>
        Assert.Contains("publishes no API", Catalog.FindInvoiceProvider("yooz")!.Profile.Description, StringComparison.Ordinal);
}
