using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Quittance.Server.Hosting;

/// <summary>Logs always; traces and metrics over OTLP where the operator names a collector.</summary>
internal static class Telemetry
{
    private const string EndpointVariable = "OTEL_EXPORTER_OTLP_ENDPOINT";

    public static void AddQuittanceLogs(this ILoggingBuilder logging)
    {
        // One line a record for a person at a terminal; JSON for whatever collects logs elsewhere.
        if (Console.IsOutputRedirected)
        {
            logging.AddJsonConsole(console => console.UseUtcTimestamp = true);
        }
        else
        {
            logging.AddSimpleConsole(console => console.SingleLine = true);
        }

        logging.SetMinimumLevel(LogLevel.Information);
        logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        logging.AddFilter("Microsoft.AspNetCore.Diagnostics", LogLevel.None); // FailureHandler says the same, once.
        logging.AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Warning); // The serve command says where it listens.
        logging.AddFilter("Quittance.Server.Security.Authenticate", LogLevel.Warning); // A wrong token is the caller's matter.
        logging.AddFilter("Npgsql", LogLevel.Warning);
    }

    public static void AddTelemetry(this WebApplicationBuilder builder)
    {
        if (string.IsNullOrEmpty(Environment.GetEnvironmentVariable(EndpointVariable)))
        {
            return;
        }

        // .NET 10 leaves the request's method, route and status off its spans unless told otherwise.
        AppContext.SetSwitch("Microsoft.AspNetCore.Hosting.SuppressActivityOpenTelemetryData", false);
        builder.Services.AddHostedService<Exporter>();
    }

    private sealed class Exporter : IHostedService, IDisposable
    {
        private OpenTelemetrySdk? _sdk;

        public Task StartAsync(CancellationToken cancellationToken)
        {
            _sdk = OpenTelemetrySdk.Create(telemetry => telemetry
                .ConfigureResource(resource => resource.AddService("quittance"))
                .WithTracing(tracing => tracing.AddSource("Microsoft.AspNetCore", "System.Net.Http", "Npgsql"))
                .WithMetrics(metrics => metrics.AddMeter(
                    "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Net.Http", "System.Runtime", "Npgsql"))
                .UseOtlpExporter());
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken)
        {
            Dispose();
            return Task.CompletedTask;
        }

        public void Dispose()
        {
            _sdk?.Dispose();
            _sdk = null;
        }
    }
}
