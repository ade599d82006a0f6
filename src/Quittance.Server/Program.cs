using Quittance.Server.Cli;

return await CommandLine.RunAsync(args);
