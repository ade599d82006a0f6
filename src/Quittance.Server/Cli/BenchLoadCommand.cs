using System.CommandLine;
using System.Globalization;
using Quittance.Server.Loading;

namespace Quittance.Server.Cli;

/// <summary>Something to measure by, in an organization that is there for it.</summary>
internal static class BenchLoadCommand
{
    public static Command Create()
    {
        var organization = IdOptions.Organization();
        var transactions = new Option<long>("--transactions")
        {
            Description = "How many to add. A second load goes on where the first one ended.",
            Required = true,
        };
        transactions.Validators.Add(result =>
        {
            if (result.Errors.Any() || result.GetValueOrDefault<long>() is < 1 or > LoadRequest.TransactionsMax)
            {
                result.AddError(string.Create(CultureInfo.InvariantCulture, $"{transactions.Name} must be a whole number from 1 to {LoadRequest.TransactionsMax}."));
            }
        });
        var seed = new Option<long>("--seed") { Description = "The same seed makes the same bills and payments, but for their times.", DefaultValueFactory = _ => 1 };
        var command = new Command("load", "Fill an organization with businesses, bills and payments to measure by. May run beside the server.") { organization, transactions, seed };
        command.SetAction(async (parsed, cancel) =>
        {
            var output = Output.Of(parsed);
            await using var workplace = await Workplace.OpenAsync(cancel);
            var caller = await workplace.CallerOfAsync(parsed.GetValue(organization), cancel);
            var request = new LoadRequest(parsed.GetValue(transactions), parsed.GetValue(seed));
            var done = await workplace.Get<LoadTransactions>().RunAsync(workplace.Owner, caller, request, output.Tell, cancel);
            await output.WriteAsync(ToJson(parsed.GetValue(organization), request, done), ToText(done));
            return CommandLine.Done;
        });
        return command;
    }

    /// <summary>Ids are bare, as pgbench and SQL take them.</summary>
    private static object ToJson(Guid organization, LoadRequest request, LoadReport done) => new
    {
        organization,
        transactions = done.Transactions,
        rows = done.Rows,
        payers = done.Payers,
        vendors = done.Vendors,
        largestPayer = done.LargestPayer.Value,
        largestPayerTransactions = done.LargestPayerTransactions,
        smallPayer = done.SmallPayer.Value,
        smallPayerTransactions = done.SmallPayerTransactions,
        cursor = done.Cursor.Value,
        from = done.From.UtcDateTime,
        until = done.Until.UtcDateTime,
        seed = request.Seed,
        seconds = Math.Round(done.Took.TotalSeconds, 3),
        perSecond = Math.Round(done.Transactions / done.Took.TotalSeconds, 1),
    };

    private static string ToText(LoadReport done) => string.Create(
        CultureInfo.InvariantCulture,
        $"""
        {done.Transactions:n0} transactions of {done.Payers:n0} payers and {done.Vendors:n0} vendors, {done.Rows:n0} rows, in {done.Took.TotalSeconds:n1} s: {done.Transactions / done.Took.TotalSeconds:n0} per second.
        largest payer  {done.LargestPayer.Value:d}  {done.LargestPayerTransactions:n0} transactions
        small payer    {done.SmallPayer.Value:d}  {done.SmallPayerTransactions:n0} transactions
        cursor         {done.Cursor.Value:d}  in the middle of the largest payer's
        """);
}
