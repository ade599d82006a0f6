using Quittance.Bench;

var options = BenchOptions.Parse(args);
if (options is null)
{
    return 2;
}

await using var server = await BenchServer.StartAsync(options);
await new NetworkBench(server, options).RunAsync();
return 0;
