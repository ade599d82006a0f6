using Quittance.Bench;
using Quittance.Bench.Payments;

var options = BenchOptions.Parse(args);
if (options is null)
{
    return 2;
}

if (options.TakesPayments)
{
    await PaymentsBench.RunAsync(options);
    return 0;
}

await using var server = await BenchServer.StartAsync(options);
if (options.Takes("network"))
{
    await new NetworkBench(server, options).RunAsync();
}

if (options.Takes("intake"))
{
    await new IntakeBench(server, options).RunAsync();
}

if (options.Takes("accounting"))
{
    await new AccountingBench(server, options).RunAsync();
}

return 0;
