using System.CommandLine;
namespace Quittance.Server.Cli;
internal static class RestoreCommand { public static Command Create() => new("restore"); }
