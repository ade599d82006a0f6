using System.CommandLine;
using Quittance.Connectors.Documents;
using Quittance.Domain.Businesses;
using Quittance.Server.Api.Network;
using Quittance.Server.Hosting;
using Quittance.Server.Intake;

namespace Quittance.Server.Cli;

internal static class ImportCommand
{
    public static Command Create()
    {
        var business = IdOptions.Business();
        var files = new Argument<FileInfo[]>("FILE") { Description = "Electronic invoices: UBL or CII XML, Factur-X or ZUGFeRD PDF, or ZIP files of these.", Arity = ArgumentArity.OneOrMore };
        var command = new Command("import", "Take in bills that a business received.") { business, files };
        command.SetAction(async (parsed, cancel) =>
        {
            await using var workplace = await Workplace.OpenAsync(cancel);
            var payer = new BusinessId(parsed.GetValue(business));
            var caller = await workplace.CallerForAsync(payer, cancel);
            var results = new List<ImportResponse>();
            foreach (var file in parsed.GetRequiredValue(files))
            {
                var content = await ReadAsync(file, cancel);
                results.AddRange((await workplace.Get<ImportDocument>().RunAsync(caller, payer, file.Name, content, cancel)).Select(ImportResponse.Of));
            }

            await Output.Of(parsed).WriteAsync(results, string.Join('\n', results.Select(ToText)));
            return CommandLine.Done;
        });
        return command;
    }

    private static async Task<byte[]> ReadAsync(FileInfo file, CancellationToken cancel)
    {
        if (!file.Exists)
        {
            throw new OperatorException($"There is no file {file.FullName}.");
        }

        // The reader refuses what is too long; one byte more than it takes is enough to be refused.
        await using var stream = file.OpenRead();
        var content = new byte[Math.Min(file.Length, EInvoiceReader.BytesMax + 1)];
        await stream.ReadExactlyAsync(content, cancel);
        return content;
    }

    private static string ToText(ImportResponse result) =>
        $"{result.Outcome,-10}{result.File}{(result.InvoiceId is null ? "" : $"  {result.InvoiceId}")}"
        + string.Concat(result.Faults.Select(fault => $"\n          {fault.Rule}: {fault.Message}"));
}
