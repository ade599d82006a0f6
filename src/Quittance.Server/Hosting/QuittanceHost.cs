using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.HttpOverrides;
using Npgsql;
using Quittance.Server.Api;
using Quittance.Server.Api.Accounting;
using Quittance.Server.Api.Payments;
using Quittance.Server.Dashboard;
using Quittance.Server.Jobs;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Hosting;

/// <summary>Puts the server together. The program and the tests start the same one.</summary>
internal static class QuittanceHost
{
    /// <param name="adjust">Lets a test exchange the clock or stop the job loop.</param>
    public static WebApplication Build(ServerOptions options, Action<IServiceCollection>? adjust = null)
    {
        // Settings are QUITTANCE_* and nothing else: without this it would look for files in the folder that it was started in, and watch all of it.
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions
        {
            ContentRootPath = AppContext.BaseDirectory,
            Args = ["--hostBuilder:reloadConfigOnChange=false"],
        });
        builder.WebHost.UseUrls(options.Urls);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = Limits.BodyBytesMax;
        });
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(10));
        builder.Logging.AddQuittanceLogs();
        builder.AddTelemetry();

        builder.Services.AddCore(options);
        builder.Services.AddSecurity();
        builder.Services.AddJobs();
        builder.Services.AddApi();
        adjust?.Invoke(builder.Services);

        var app = builder.Build();
        // From a proxy on this machine only, which is what the middleware trusts by default: sign-in counts tries per remote address.
        app.UseForwardedHeaders(new() { ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto });
        app.UseApi();
        app.UseRouting();
        app.UsePaymentsPaths();
        app.UsePlainPages();
        app.UseAuthentication();
        app.UseAccountingRate();
        app.UseAuthorization();
        app.MapHealth();
        app.MapApi();
        app.MapHomePage();
        app.MapInvitationPage();
        app.MapAccountingLinkPage();
        return app;
    }

    /// <summary>Storage and operations: all that the command line shares with the server.</summary>
    internal static void AddCore(this IServiceCollection services, ServerOptions options)
    {
        services.AddSingleton(options);
        services.AddSingleton<TimeProvider, MillisecondClock>();
        services.AddSingleton(provider => Source(options.ServerDatabase, provider));
        services.AddSingleton(provider => new PageSource(Source(options.PageDatabase, provider)));
        services.AddStorage(options.MasterKeys);
        services.AddOperations();
    }

    private static NpgsqlDataSource Source(string database, IServiceProvider services)
    {
        var builder = new NpgsqlDataSourceBuilder(database);
        builder.UseLoggerFactory(services.GetRequiredService<ILoggerFactory>());
        return builder.Build();
    }

    private static void AddSecurity(this IServiceCollection services)
    {
        services.AddSingleton<KnownTokens>();
        services.AddAuthentication(Authenticate.SchemeName).AddScheme<AuthenticationSchemeOptions, Authenticate>(Authenticate.SchemeName, null);
        services.AddAuthorizationBuilder().AddPermissionPolicies();
    }
}
