using System.CommandLine;
using Quittance.Domain.Businesses;
using Quittance.Server.Accounting;

namespace Quittance.Server.Cli;

internal static class ExportJournalCommand
{
    public static Command Create()
    {
        var business = IdOptions.Business();
        var command = new Command("journal", "Bills and payments of a business as a plain-text journal for hledger and beancount.") { business };
        command.SetAction(async (parsed, cancel) =>
        {
            await using var workplace = await Workplace.OpenAsync(cancel);
            var id = new BusinessId(parsed.GetValue(business));
            var caller = await workplace.CallerForAsync(id, cancel);
            var output = Output.Of(parsed);
            if (!output.IsJson)
            {
                await workplace.Get<ExportJournal>().RunAsync(caller, id, output.Out, cancel);
                return CommandLine.Done;
            }

            await using var journal = new StringWriter();
            await workplace.Get<ExportJournal>().RunAsync(caller, id, journal, cancel);
            await output.WriteAsync(new { businessId = $"{id}", journal = journal.ToString() }, "");
            return CommandLine.Done;
        });
        return command;
    }
}
