using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Quittance.Server.Hosting;
using Quittance.Server.Jobs;
using Quittance.Server.Storage;

namespace Quittance.Tests.Intake.Dying;

/// <summary>A server in this process that loses its database at a chosen message, and with it all that it was about.</summary>
internal sealed class MortalServer : IAsyncDisposable
{
    private readonly DatabaseLine _line;
    private readonly WebApplication _app;

    private MortalServer(DatabaseLine line, WebApplication app)
    {
        _line = line;
        _app = app;
    }

    public bool IsDead => _line.IsBroken;

    public Uri Address => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());

    /// <summary>A new one, which lives until <see cref="LiveAsync"/> says otherwise.</summary>
    public static async Task<MortalServer> BeginAsync(TestServer server)
    {
        var line = new DatabaseLine(server.Options.OwnerDatabase, int.MaxValue, isHeard: true, () => Task.CompletedTask);
        var app = QuittanceHost.Build(server.Options with { OwnerDatabase = line.ConnectionString }, services =>
        {
            services.RemoveAll<IHostedService>();
            services.RemoveAll<TimeProvider>();
            services.AddSingleton<TimeProvider>(server.Clock);
            services.AddLogging(logging => logging.ClearProviders()); // Hundreds of deaths, each with its stack traces.
        });
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new MortalServer(line, app);
    }

    /// <summary>Begins another life: no connection of the one before is left.</summary>
    /// <inheritdoc cref="DatabaseLine(string, int, bool, Func{Task})"/>
    public async Task LiveAsync(int last, bool isHeard)
    {
        await _line.MendAsync(last, isHeard);
        _app.Services.GetRequiredService<NpgsqlDataSource>().Clear();
    }

    /// <summary>Works off what is due, to its end or the server's.</summary>
    public async Task WorkAsync(OrganizationId organization)
    {
        try
        {
            while (await _app.Services.GetRequiredService<RunJobs>().RunOnceAsync(organization, TestContext.Current.CancellationToken) > 0)
            {
                // A job may have asked for another.
            }
        }
#pragma warning disable CA1031 // What a dying server throws is nobody's business any more.
        catch (Exception) when (IsDead)
#pragma warning restore CA1031
        {
        }
    }

    /// <summary>Starts the job loop, as the program does.</summary>
    public Task StartAsync() => _app.Services.GetRequiredService<RunJobs>().StartAsync(TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _app.Services.GetRequiredService<RunJobs>().StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
        await _line.DisposeAsync();
    }
}
