using System.CommandLine;
using Quittance.Server.Storage;

namespace Quittance.Server.Cli;

internal static class ListOrganizationsCommand
{
    public static Command Create()
    {
        var command = new Command("list", "All organizations of this server, oldest first.");
        command.SetAction(async (parsed, cancel) =>
        {
            await using var workplace = await Workplace.OpenAsync(cancel);
            var rows = await ReadAsync(workplace, cancel);
            await Output.Of(parsed).WriteAsync(
                rows.Select(row => new { organizationId = $"{row.Id}", name = row.Name, createdAt = row.CreatedAt }),
                rows.Count == 0
                    ? "There is no organization yet. Make one: ./quittance organization create --name NAME --owner-email ADDRESS"
                    : string.Join('\n', rows.Select(row => $"{row.Id}  {row.CreatedAt:yyyy-MM-dd}  {row.Name}")));
            return CommandLine.Done;
        });
        return command;
    }

    private static async Task<List<Row>> ReadAsync(Workplace workplace, CancellationToken cancel)
    {
        await using var command = workplace.Owner.CreateCommand("select organization_id, name, created_at from organizations order by created_at, organization_id");
        await using var row = await command.ExecuteReaderAsync(cancel);
        var rows = new List<Row>();
        while (await row.ReadAsync(cancel))
        {
            rows.Add(new Row(new OrganizationId(row.GetGuid(0)), row.GetString(1), row.GetFieldValue<DateTimeOffset>(2).UtcDateTime));
        }

        return rows;
    }

    private sealed record Row(OrganizationId Id, string Name, DateTime CreatedAt);
}
