using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Playwright;
using Quittance.Browser.Tests;
using Quittance.Server.Hosting;
using Quittance.Server.Storage;
using Quittance.Server.Storage.Embedded;
using Quittance.Server.Users;

[assembly: AssemblyFixture(typeof(DashboardServer))]

namespace Quittance.Browser.Tests;

/// <summary>The real server on a private PostgreSQL and a real Chromium, once for the whole run.</summary>
public sealed class DashboardServer : IAsyncLifetime
{
    private static readonly string? Chromium = new[] { "/usr/bin/chromium", "/usr/bin/chromium-browser" }.FirstOrDefault(File.Exists);

    private string _folder = "";
    private EmbeddedPostgres? _postgres;
    private WebApplication? _app;
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    internal Uri Address { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        _folder = Directory.CreateTempSubdirectory("quittance-browser-").FullName;
        File.SetUnixFileMode(_folder, (UnixFileMode)0b111_101_101); // PostgreSQL's account has to walk into it.
        _postgres = await EmbeddedPostgres.StartAsync(_folder, new EmbeddedPostgresOptions { Durable = false }, CancellationToken.None);
        var options = new ServerOptions(_postgres.ConnectionString, new MasterKeys(new MasterKey(new byte[MasterKey.Size])), "http://127.0.0.1:0", TimeSpan.FromSeconds(2));
        await ServerRole.EnsureAsync(options.OwnerDatabase, CancellationToken.None);
        await Migrator.ApplyAsync(options.OwnerDatabase, TimeProvider.System, CancellationToken.None);
        _app = QuittanceHost.Build(options, services => services.RemoveAll<IHostedService>()); // Nothing ticks by itself in a test.
        await _app.StartAsync();
        Address = new Uri(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
    }

    internal Task<NewOrganization> NewOrganizationAsync(string name, string ownerEmail) =>
        _app!.Services.GetRequiredService<CreateOrganization>().RunAsync(new Actor("test"), name, ownerEmail, TestContext.Current.CancellationToken);

    /// <summary>A page without cookies. Skips the test where there is no Chromium, but not in CI.</summary>
    internal async Task<IPage> NewPageAsync()
    {
        Assert.SkipWhen(Chromium is null && Environment.GetEnvironmentVariable("CI") is null, "There is no Chromium: apt-get install chromium.");
        _playwright ??= await Playwright.CreateAsync();
        _browser ??= await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Chromium,
            Args = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        });
        var context = await _browser.NewContextAsync(new BrowserNewContextOptions { BaseURL = Address.AbsoluteUri });
        return await context.NewPageAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
        if (_app is not null)
        {
            await _app.DisposeAsync();
        }

        if (_postgres is not null)
        {
            await _postgres.DisposeAsync();
        }

        Directory.Delete(_folder, recursive: true);
    }
}
