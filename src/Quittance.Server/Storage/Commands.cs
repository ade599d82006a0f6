using Npgsql;

namespace Quittance.Server.Storage;

internal static class Commands
{
    /// <summary>Runs a command once, disposes it, and says how many rows it touched.</summary>
    public static async Task<int> ExecuteAsync(this NpgsqlCommand command, CancellationToken cancel)
    {
        await using (command)
        {
            return await command.ExecuteNonQueryAsync(cancel);
        }
    }
}
