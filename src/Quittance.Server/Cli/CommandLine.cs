using System.CommandLine;
using System.CommandLine.Invocation;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Npgsql;
using Quittance.Domain;
using Quittance.Server.Hosting;
using Quittance.Server.Storage;
using Quittance.Server.Storage.Embedded;

namespace Quittance.Server.Cli;

/// <summary>The program's commands, by name; <c>serve</c> is what it does without one.</summary>
internal static class CommandLine
{
    /// <summary>It was done, or everything is in order.</summary>
    public const int Done = 0;

    /// <summary>It was refused, failed, or found faults.</summary>
    public const int Failed = 1;

    /// <summary>The command was not understood.</summary>
    public const int Misused = 2;

    /// <summary>Answers in JSON on standard output; every command has it.</summary>
    public static readonly Option<bool> Json = new("--json") { Description = "Answer in JSON.", Recursive = true };

    public static async Task<int> RunAsync(string[] args)
    {
        using var stop = new CancellationTokenSource();
        using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => Stop(signal, stop));
        using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => Stop(signal, stop));
        var parsed = Build().Parse(args);
        if (parsed.Action is ParseErrorAction misused)
        {
            misused.ShowHelp = false; // What is wrong would scroll away above it.
            await parsed.InvokeAsync(cancellationToken: CancellationToken.None);
            return Misused;
        }

        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null }, stop.Token);
        }
        catch (Exception told) when (IsForTheOperator(told))
        {
            await Console.Error.WriteLineAsync($"quittance: {MessageOf(told)}");
            return Failed;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            await Console.Error.WriteLineAsync("quittance: stopped before it was done");
            return Failed;
        }
    }

    /// <summary>A new command is one more line here.</summary>
    private static RootCommand Build()
    {
        var root = new RootCommand("Quittance pays bills: a self-hosted accounts-payable server. Without a command it serves. `quittance simulator` stands in for invoice providers.")
        {
            Json,
            ServeCommand.Create(),
            new Command("organization", "The tenants of this server.") { CreateOrganizationCommand.Create(), ListOrganizationsCommand.Create() },
            new Command("token", "Tokens for programs.") { CreateTokenCommand.Create(), ListTokensCommand.Create(), RevokeTokenCommand.Create() },
            new Command("client", "Programs that get tokens for an id and a secret.") { CreateClientCommand.Create(), ListClientsCommand.Create(), RevokeClientCommand.Create() },
            new Command("user", "People who sign in.") { CreateUserCommand.Create() },
            ImportCommand.Create(),
            DemoCommand.Create(),
            new Command("bench", "What is measured by.") { BenchLoadCommand.Create() },
            new Command("export", "What the books need.") { ExportJournalCommand.Create() },
            MigrateCommand.Create(),
            VerifyCommand.Create(),
            new Command("secrets", "What is sealed, and the keys.") { RotateSecretsCommand.Create() },
            BackupCommand.Create(),
            RestoreCommand.Create(),
        };
        root.HelpName = "quittance";
        ServeCommand.MakeDefaultOf(root);
        return root;
    }

    private static string MessageOf(Exception told) => told is RefusedException { Fields.Count: > 0 } refused
        ? string.Join("; ", refused.Fields.Select(fault => $"{fault.Field}: {fault.Message}"))
        : told.Message;

    private static void Stop(PosixSignalContext signal, CancellationTokenSource stop)
    {
        signal.Cancel = !stop.IsCancellationRequested; // The second one ends us at once.
        stop.Cancel();
    }

    /// <summary>What is no bug of ours: its message is all that the operator needs, and a stack trace would hide it.</summary>
    private static bool IsForTheOperator(Exception failure) => failure
        is OperatorException or EmbeddedPostgresException or MigrationException or RefusedException
        or NpgsqlException or SocketException or IOException or UnauthorizedAccessException;
}
