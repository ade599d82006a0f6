using System.CommandLine;
namespace Quittance.Server.Cli;
internal static class BackupCommand { public static Command Create() => new("backup"); }
