using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace Quittance.Server.Storage.Rotation;

/// <summary>Makes another key the one that is used from now on. Each is one commit, which waits for the sessions that use the old one.</summary>
internal sealed class KeyExchange(Database database)
{
    private const int RowsAtATime = 500;

    /// <summary>Makes a new data key the active one.</summary>
    /// <returns>False if the active one is young enough.</returns>
    public async Task<bool> ExchangeDataKeyAsync(Actor actor, OrganizationId organization, DateTimeOffset madeBefore, CancellationToken cancel)
    {
        await using var session = await database.OpenAsync(organization, cancel);
        await Patience.LimitAsync(session, cancel);
        var old = await HoldAsync(session.Sql("select id, created_at from organization_keys where organization_id = $1 and is_active for update"), cancel);
        if (old?.CreatedAt >= madeBefore)
        {
            return false;
        }

        await session.Sql("update organization_keys set is_active = false where organization_id = $1 and is_active").ExecuteAsync(cancel);
        var made = await session.Secrets.AddKeyAsync(session, isActive: true, fingerprints: false, cancel);
        session.Audit.Add(actor, "data_key.rotated", KeyName(made), new { active = old is null ? null : KeyName(old.Id) }, new { active = KeyName(made) });
        await session.CommitAsync(cancel);
        return true;
    }

    /// <summary>Makes a new key the one of the fingerprints and computes all that are stored anew, so that they go on being comparable.</summary>
    /// <remarks>In one commit: in between, an account that is there already would look like a new one. Who has to compare waits for it.</remarks>
    public async Task ExchangeFingerprintKeyAsync(OrganizationId organization, DateTimeOffset madeBefore, CancellationToken cancel)
    {
        await using var session = await database.OpenAsync(organization, cancel);
        await Patience.LimitAsync(session, cancel);
        var old = await HoldAsync(session.Sql("select id, created_at from organization_keys where organization_id = $1 and fingerprints for update"), cancel);
        if (old?.CreatedAt >= madeBefore)
        {
            return;
        }

        await session.Sql("update organization_keys set fingerprints = false where organization_id = $1 and fingerprints").ExecuteAsync(cancel);
        var made = await session.Secrets.AddKeyAsync(session, isActive: false, fingerprints: true, cancel);
        foreach (var column in SealedColumns.All.Where(column => column.Fingerprint is not null))
        {
            await ComputeAnewAsync(session, made, column, column.Fingerprint!, cancel);
        }

        await session.CommitAsync(cancel);
    }

    internal static string KeyName(Guid id) => $"key_{id:n}";

    private static async Task ComputeAnewAsync(TenantSession session, Guid key, SealedColumn column, FingerprintColumn fingerprint, CancellationToken cancel)
    {
        for (var after = Guid.Empty; ;)
        {
            var rows = await ReadAsync(Next(session, column, after), cancel);
            var (ids, hashes) = (new List<Guid>(), new List<byte[]>());
            foreach (var row in rows)
            {
                if (await OpenAsync(session, column.Place(row.Id, ""), row.Box, cancel) is { } text)
                {
                    ids.Add(row.Id);
                    hashes.Add(await session.Secrets.FingerprintUnderAsync(session, key, fingerprint.Text(row.With, text), cancel));
                }
            }

            await Put(session, column, [.. ids], [.. hashes]).ExecuteAsync(cancel);
            if (rows.Count < RowsAtATime)
            {
                return;
            }

            after = rows[^1].Id;
        }
    }

    [SuppressMessage("Usage", "CA1857", Justification = "The text is made of the names in SealedColumns, which are constants.")]
    private static NpgsqlCommand Next(TenantSession session, SealedColumn column, Guid after) => session.Sql(column.SelectFingerprinted, after, RowsAtATime);

    [SuppressMessage("Usage", "CA1857", Justification = "The text is made of the names in SealedColumns, which are constants.")]
    private static NpgsqlCommand Put(TenantSession session, SealedColumn column, Guid[] ids, byte[][] hashes) => session.Sql(column.PutFingerprints, ids, hashes);

    /// <returns>Null if it does not open: its fingerprint then stays one that nothing is equal to. Re-encrypting tells of the value.</returns>
    private static async Task<string?> OpenAsync(TenantSession session, string place, byte[] box, CancellationToken cancel)
    {
        try
        {
            return Encoding.UTF8.GetString(await session.Secrets.OpenAsync(session, place, box, cancel));
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private static async Task<HeldKey?> HoldAsync(NpgsqlCommand select, CancellationToken cancel)
    {
        await using (select)
        await using (var row = await select.ExecuteReaderAsync(cancel))
        {
            return await row.ReadAsync(cancel) ? new HeldKey(row.GetGuid(0), row.GetFieldValue<DateTimeOffset>(1)) : null;
        }
    }

    private static async Task<List<(Guid Id, string? With, byte[] Box)>> ReadAsync(NpgsqlCommand select, CancellationToken cancel)
    {
        await using (select)
        await using (var row = await select.ExecuteReaderAsync(cancel))
        {
            var rows = new List<(Guid Id, string? With, byte[] Box)>();
            while (await row.ReadAsync(cancel))
            {
                rows.Add((row.GetGuid(0), row.TextOrNull(1), row.GetFieldValue<byte[]>(2)));
            }

            return rows;
        }
    }

    private sealed record HeldKey(Guid Id, DateTimeOffset CreatedAt);
}
