using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Npgsql;
using Quittance.Server.Hosting;
using Quittance.Server.Verification;

namespace Quittance.Server.Storage.Rotation;

/// <summary>Re-wraps all data keys under a new master key, while servers serve.</summary>
/// <remarks>
/// In one commit, together with the value that says which master key the database is under: at every moment, in every backup
/// and after every crash all data keys are under that one. What is re-wrapped is some dozens of bytes for each key, not the data.
/// </remarks>
internal sealed class RotateMasterKey(NpgsqlDataSource owner, MasterKeys masters, TimeProvider clock)
{
    /// <summary>The row of <c>gate.settings</c> with the moment of the last rotation, in ISO 8601.</summary>
    private const string Since = "master_key_since";

    private const int RowsAtATime = 1000;

    private const int TimeoutSeconds = 3600;

    /// <param name="file">The key file, in which a new key can be made; null where the operator gives the keys.</param>
    /// <param name="madeBefore">The master key is exchanged if it was made before this moment.</param>
    /// <exception cref="OperatorException">Another rotation is at work, or the operator has not given a new key.</exception>
    public async Task<MasterKeyRotation> RunAsync(string? file, DateTimeOffset madeBefore, Action<string> tell, CancellationToken cancel)
    {
        await using var held = await RotationLock.TakeAsync(owner, cancel);
        await masters.RefreshAsync(cancel); // Another rotation may have ended a moment ago.
        if (await IsUsedAsync(masters.First, cancel))
        {
            if (await SinceAsync(cancel) >= madeBefore || (file is null && masters.Count > 1))
            {
                return new MasterKeyRotation(masters.First, false, 0, new Faults());
            }

            await MakeAsync(file, tell, cancel);
        }

        return await RewrapAsync(masters.First, tell, cancel);
    }

    private async Task MakeAsync(string? file, Action<string> tell, CancellationToken cancel)
    {
        if (file is null)
        {
            throw new OperatorException(
                $"{ServerSettings.MasterKeyVariable} has to give the new key first and the old one after it, separated by a comma, here and for every server that runs: "
                + $"{ServerSettings.MasterKeyVariable}=\"$(openssl rand -base64 32),<the old key>\". Keep the new key where you keep the old one.");
        }

        await MasterKeyFile.AddFirstAsync(file, cancel);
        await masters.RefreshAsync(cancel);
        tell($"{file}: new master key {masters.First.Id}");
    }

    private async Task<MasterKeyRotation> RewrapAsync(MasterKey target, Action<string> tell, CancellationToken cancel)
    {
        await using var db = await owner.OpenConnectionAsync(cancel);
        await using var atom = await db.BeginTransactionAsync(cancel);
        // Whoever makes a data key holds this row until its commit, and then wraps it under what stands here.
        await using (var hold = new NpgsqlCommand("select value from gate.settings where name = $1 for update", db, atom) { Parameters = { new() { Value = MasterKeyCheck.Name } } })
        {
            await hold.ExecuteScalarAsync(cancel);
        }

        var (rewrapped, faults) = (0L, new Faults());
        var after = (Organization: Guid.Empty, Id: Guid.Empty);
        while (true)
        {
            var rows = await ReadAsync(db, atom, after, cancel);
            rewrapped += await RewrapAsync(db, atom, rows, target, faults, cancel);
            if (rows.Count < RowsAtATime)
            {
                break;
            }

            tell($"{rewrapped} data keys re-wrapped");
            after = (rows[^1].Organization.Value, rows[^1].Id);
        }

        await PutAsync(db, atom, MasterKeyCheck.Name, target.CheckValue(), cancel);
        await PutAsync(db, atom, Since, Encoding.ASCII.GetBytes(clock.GetUtcNow().ToString("O", CultureInfo.InvariantCulture)), cancel);
        await atom.CommitAsync(cancel);
        return new MasterKeyRotation(target, true, rewrapped, faults);
    }

    private async Task<long> RewrapAsync(
        NpgsqlConnection db, NpgsqlTransaction atom, IReadOnlyList<MasterKeyCheck.WrappedKey> rows, MasterKey target, Faults faults, CancellationToken cancel)
    {
        var done = new List<MasterKeyCheck.WrappedKey>();
        foreach (var row in rows.Where(row => !target.Wraps(row.Wrapped)))
        {
            var place = SecretBox.KeyPlace(row.Organization, row.Id);
            if (masters.TryUnwrap(row.Wrapped, place) is { } key)
            {
                done.Add(row with { Wrapped = target.Wrap(key, place) });
                CryptographicOperations.ZeroMemory(key);
            }
            else
            {
                faults.Add($"{row.Organization} data key {row.Id:n}: opens under no master key that is known here, and was left as it is");
            }
        }

        await using var update = new NpgsqlCommand(
            """
            update organization_keys k
            set wrapped = n.wrapped
            from unnest($1::uuid[], $2::uuid[], $3::bytea[]) as n (organization_id, id, wrapped)
            where k.organization_id = n.organization_id and k.id = n.id
            """,
            db, atom)
        {
            CommandTimeout = TimeoutSeconds,
            Parameters =
            {
                new() { Value = done.Select(row => row.Organization.Value).ToArray() },
                new() { Value = done.Select(row => row.Id).ToArray() },
                new() { Value = done.Select(row => row.Wrapped).ToArray() },
            },
        };
        return await update.ExecuteNonQueryAsync(cancel);
    }

    private static async Task<List<MasterKeyCheck.WrappedKey>> ReadAsync(
        NpgsqlConnection db, NpgsqlTransaction atom, (Guid Organization, Guid Id) after, CancellationToken cancel)
    {
        await using var select = new NpgsqlCommand(
            """
            select organization_id, id, wrapped
            from organization_keys
            where wrapped is not null and (organization_id, id) > ($1, $2)
            order by organization_id, id
            limit $3
            """,
            db, atom)
        {
            Parameters = { new() { Value = after.Organization }, new() { Value = after.Id }, new() { Value = RowsAtATime } },
        };
        await using var row = await select.ExecuteReaderAsync(cancel);
        var rows = new List<MasterKeyCheck.WrappedKey>();
        while (await row.ReadAsync(cancel))
        {
            rows.Add(new(new OrganizationId(row.GetGuid(0)), row.GetGuid(1), row.GetFieldValue<byte[]>(2)));
        }

        return rows;
    }

    private static async Task PutAsync(NpgsqlConnection db, NpgsqlTransaction atom, string name, byte[] value, CancellationToken cancel)
    {
        await using var put = new NpgsqlCommand(
            "insert into gate.settings (name, value) values ($1, $2) on conflict (name) do update set value = excluded.value", db, atom)
        {
            Parameters = { new() { Value = name }, new() { Value = value } },
        };
        await put.ExecuteNonQueryAsync(cancel);
    }

    private async Task<bool> IsUsedAsync(MasterKey key, CancellationToken cancel) => await SettingAsync(MasterKeyCheck.Name, cancel) is not { } check || key.IsOf(check);

    private async Task<DateTimeOffset?> SinceAsync(CancellationToken cancel) =>
        await SettingAsync(Since, cancel) is { } text ? DateTimeOffset.Parse(Encoding.ASCII.GetString(text), CultureInfo.InvariantCulture) : null;

    private async Task<byte[]?> SettingAsync(string name, CancellationToken cancel)
    {
        await using var ask = owner.CreateCommand("select value from gate.settings where name = $1");
        ask.Parameters.Add(new() { Value = name });
        return await ask.ExecuteScalarAsync(cancel) as byte[];
    }
}

/// <summary>What a rotation of the master key did.</summary>
/// <param name="IsNew">False if there was nothing to do.</param>
/// <param name="Rewrapped">How many data keys.</param>
/// <param name="Faults">Data keys that do not open.</param>
internal sealed record MasterKeyRotation(MasterKey Key, bool IsNew, long Rewrapped, Faults Faults);
