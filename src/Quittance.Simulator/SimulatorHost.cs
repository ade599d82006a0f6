using System.Net;
using Microsoft.AspNetCore.Http.Json;
using Quittance.Simulator.Accounts;
using Quittance.Simulator.Afnor;
using Quittance.Simulator.Bills;
using Quittance.Simulator.Control;
using Quittance.Simulator.Feed;
using Quittance.Simulator.Files;
using Quittance.Simulator.Pennylane;
using Quittance.Simulator.Qonto;
using Quittance.Simulator.Webhooks;
using Quittance.Simulator.Wire;

namespace Quittance.Simulator;

/// <summary>Puts a simulator together. The program and the tests start the same one.</summary>
internal static class SimulatorHost
{
    private const long BodyBytesMax = 128 * 1024 * 1024;

    public static WebApplication Build(SimulatorOptions options)
    {
        // Empty: no configuration files, environment or logs, so that it starts in milliseconds and nobody else's settings reach it.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, options.Port);
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = BodyBytesMax;
        });
        builder.Services.AddRoutingCore();
        builder.Services.Configure<JsonOptions>(json => json.SerializerOptions.PropertyNamingPolicy = Text.Camel.PropertyNamingPolicy);
        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton<AccountBook>();
        builder.Services.AddSingleton<Corpus>();
        builder.Services.AddSingleton<SendDeliveries>();
        builder.Services.AddSingleton(new FileLinks(new Seal(options.Seed)));

        var app = builder.Build();
        var act = ActivatorUtilities.CreateInstance<ActAsProvider>(app.Services);
        app.UseRouting();
        app.Use(next => context => act.RunAsync(context, next));
        app.UseEndpoints(_ => { });
        app.MapFlowService();
        app.MapPennylane();
        app.MapFiles(Provider.Pennylane);
        app.MapQonto();
        app.MapFiles(Provider.Qonto);
        app.MapFeed(Provider.Http, "/http");
        app.MapFeed(Provider.Yooz, "/yooz");
        app.MapControl();
        if (options.IsStocked)
        {
            app.Services.GetRequiredService<Corpus>().Stock(app.Services.GetRequiredService<AccountBook>().Default);
        }

        return app;
    }
}
