using System.Text.Json;
using Quittance.Simulator;
using Quittance.Simulator.Accounts;
using Quittance.Simulator.Control;
using Quittance.Simulator.Wire;

if (args.Contains("--help") || args.Contains("-h"))
{
    Console.WriteLine(Arguments.Help);
    return 0;
}

Arguments read;
try
{
    read = Arguments.Read(args);
}
catch (FormatException misused)
{
    await Console.Error.WriteLineAsync($"quittance simulator: {misused.Message}\n\n{Arguments.Help}");
    return 2;
}

await using var app = SimulatorHost.Build(read.Options);
try
{
    await app.StartAsync();
}
catch (IOException taken)
{
    await Console.Error.WriteLineAsync($"quittance simulator: {taken.Message}");
    return 1;
}

var url = app.Urls.Single();
var account = app.Services.GetRequiredService<AccountBook>().Default;
Console.WriteLine(read.Json
    ? JsonSerializer.Serialize(new { url, seed = read.Options.Seed, account = account.Id, account.Credentials, providers = ProviderAddress.All(url) }, Text.Camel)
    : Greeting.Of(url, read.Options.Seed, account));
await app.WaitForShutdownAsync();
return 0;
