using System.CommandLine;
namespace Quittance.Server.Cli;
internal static class VerifyCommand { public static Command Create() => new("verify"); }
