using System.Diagnostics.CodeAnalysis;
using Npgsql;

namespace Quittance.Server.Storage.Rotation;

/// <summary>Destroys the keys of an organization that nothing is sealed under any more. The rows stay, to say what became of them.</summary>
/// <remarks>
/// Destroyed and not kept: a wrapped key that opens nothing of this database could only serve whoever has an old copy of it, and
/// backups carry the keys of their time themselves.
/// </remarks>
internal sealed class RetireKeys(Database database, TimeProvider clock)
{
    private const int CountTimeoutSeconds = 3600;

    /// <summary>The keys that are used for nothing new.</summary>
    public async Task<IReadOnlyList<Guid>> ListAsync(OrganizationId organization, CancellationToken cancel)
    {
        await using var session = await database.OpenAsync(organization, cancel);
        return await ReadAsync(
            session.Sql("select id from organization_keys where organization_id = $1 and not is_active and not fingerprints and retired_at is null"), cancel);
    }

    public async Task RunAsync(Actor actor, OrganizationId organization, RotationReport report, CancellationToken cancel)
    {
        await using var session = await database.OpenAsync(organization, cancel);
        await Patience.LimitAsync(session, cancel);
        // Held: the trigger of every sealed column holds the key of what is being written, so nothing can come while we look.
        var old = await ReadAsync(
            session.Sql(
                """
                select id from organization_keys
                where organization_id = $1 and not is_active and not fingerprints and retired_at is null
                order by id
                for update
                """),
            cancel);
        var inUse = new HashSet<Guid>();
        foreach (var column in SealedColumns.All)
        {
            inUse.UnionWith(await ReadAsync(InUse(session, column, [.. old]), cancel));
        }

        var unused = old.Where(key => !inUse.Contains(key)).ToArray();
        await session.Sql("update organization_keys set wrapped = null, retired_at = $3 where organization_id = $1 and id = any ($2)", unused, clock.GetUtcNow()).ExecuteAsync(cancel);
        foreach (var key in unused)
        {
            session.Audit.Add(actor, "data_key.destroyed", KeyExchange.KeyName(key), null, null);
        }

        await session.CommitAsync(cancel);
        report.Destroyed += unused.Length;
        report.Kept += inUse.Count;
    }

    [SuppressMessage("Usage", "CA1857", Justification = "The text is made of the names in SealedColumns, which are constants.")]
    private static NpgsqlCommand InUse(TenantSession session, SealedColumn column, Guid[] keys)
    {
        var command = session.Sql(column.KeysInUse, keys);
        command.CommandTimeout = CountTimeoutSeconds;
        return command;
    }

    private static async Task<List<Guid>> ReadAsync(NpgsqlCommand command, CancellationToken cancel)
    {
        await using (command)
        await using (var row = await command.ExecuteReaderAsync(cancel))
        {
            var ids = new List<Guid>();
            while (await row.ReadAsync(cancel))
            {
                ids.Add(row.GetGuid(0));
            }

            return ids;
        }
    }
}
