using System.CommandLine;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Quittance.Server.Hosting;

namespace Quittance.Server.Cli;

/// <summary>The server itself: PostgreSQL first, then the web; and the other way round when it stops.</summary>
internal static class ServeCommand
{
    private static readonly Option<bool> Demo = new("--demo") { Description = "In a database without organizations, make one to try things with." };

    public static Command Create()
    {
        var command = new Command("serve", "Serve until SIGTERM or Ctrl+C. This is what happens without a command, too.") { Demo };
        command.SetAction(ServeAsync);
        return command;
    }

    public static void MakeDefaultOf(RootCommand root)
    {
        root.Add(Demo);
        root.SetAction(ServeAsync);
    }

    private static async Task<int> ServeAsync(ParseResult parsed, CancellationToken cancel)
    {
        var settings = ServerSettings.Read();
        ListenAddresses.RequireFree(settings.Urls);
        await using var database = await OwnerDatabase.StartAsync(settings, cancel);
        var (keys, _) = await PrepareDatabase.RunAsync(settings, database, Migrating.Always, cancel);
        await using var app = QuittanceHost.Build(settings.OptionsFor(database.ConnectionString, keys));
        var demo = parsed.GetValue(Demo) ? await DemoOrganization.EnsureAsync(app.Services, database, cancel) : null;
        await app.StartAsync(cancel);
        var urls = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.ToArray();
        var listening = $"Quittance listens on {string.Join(" and ", urls)}";
        var told = (parsed.GetValue(Demo), demo) switch
        {
            (true, null) => $"{listening}\nThe database has organizations already, so --demo made nothing. One more: ./quittance demo",
            (_, null) => listening,
            _ => $"{listening}\n\n{demo.ToText(urls[0])}",
        };
        await Output.Of(parsed).WriteAsync(new { urls, demo }, told);

        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var stopped = cancel.Register(() => asked.TrySetResult());
        await using var stopping = app.Lifetime.ApplicationStopping.Register(() => asked.TrySetResult());
        var first = await Task.WhenAny(asked.Task, database.Ended);

        await app.StopAsync(CancellationToken.None);
        return first == asked.Task ? CommandLine.Done : throw new OperatorException("PostgreSQL has ended, so the server cannot go on. Its log lies in the data folder.");
    }
}
