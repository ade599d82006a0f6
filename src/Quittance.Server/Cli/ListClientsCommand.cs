using System.CommandLine;
using Quittance.Server.Api;
using Quittance.Server.Users;

namespace Quittance.Server.Cli;

internal static class ListClientsCommand
{
    public static Command Create()
    {
        var organization = IdOptions.Organization();
        var command = new Command("list", "The clients of an organization that work, newest first.") { organization };
        command.SetAction(async (parsed, cancel) =>
        {
            await using var workplace = await Workplace.OpenAsync(cancel);
            var clients = await workplace.Get<ListApiClients>().RunAsync(await workplace.CallerOfAsync(parsed.GetValue(organization), cancel), cancel);
            await Output.Of(parsed).WriteAsync(clients.Select(ToJson), clients.Count == 0 ? "There is no client." : string.Join('\n', clients.Select(ToText)));
            return CommandLine.Done;
        });
        return command;
    }

    private static object ToJson(ApiClient client) => new
    {
        clientId = $"{client.Id:d}",
        name = client.Name,
        permissions = client.Permissions,
        businesses = client.Businesses?.Select(id => Ids.Write("biz_", id)),
        createdAt = client.CreatedAt.UtcDateTime,
    };

    private static string ToText(ApiClient client) =>
        $"{client.Id:d}  {client.CreatedAt.UtcDateTime:yyyy-MM-dd}  {client.Name ?? "-"}  {string.Join(',', client.Permissions)}"
        + (client.Businesses is { } businesses ? $"  only {string.Join(',', businesses.Select(id => Ids.Write("biz_", id)))}" : "");
}
