using System.Security.Cryptography;
using Npgsql;
using Quittance.Server.Storage;

namespace Quittance.Server.Hosting;

/// <summary>Notices a server that is started with another master key than the data was sealed under, before anything is changed.</summary>
internal static class MasterKeyCheck
{
    /// <summary>The row of <c>gate.settings</c> that says which master key all data keys are wrapped under. Who adds a wrapped key holds it.</summary>
    internal const string Name = "master_key_check";

    /// <summary>What the database knows of its master key.</summary>
    /// <param name="Check">The stored check value; null before the first start.</param>
    /// <param name="SomeKey">One of the wrapped data keys; null if there is none.</param>
    internal sealed record Stored(byte[]? Check, WrappedKey? SomeKey)
    {
        public bool IsNew => Check is null && SomeKey is null;
    }

    /// <summary>A data key as it is stored.</summary>
    internal sealed record WrappedKey(OrganizationId Organization, Guid Id, byte[] Wrapped);

    public static async Task<Stored> ReadAsync(NpgsqlDataSource owner, CancellationToken cancel)
    {
        await using (var ask = owner.CreateCommand("select to_regclass('gate.settings') is not null and to_regclass('public.organization_keys') is not null"))
        {
            if (await ask.ExecuteScalarAsync(cancel) is not true)
            {
                return new Stored(null, null);
            }
        }

        return new Stored(await CheckAsync(owner, cancel), await SomeKeyAsync(owner, cancel));
    }

    /// <returns>The one of the keys that the data is sealed under.</returns>
    /// <exception cref="OperatorException">It is none of them.</exception>
    public static MasterKey Require(Stored stored, MasterKeys keys, string source) =>
        Match(stored, keys) ?? throw new OperatorException(
            $"The master key of {source} is not the one that this database was sealed with. Nothing was changed. Bring back the right key; without it no account number and no document can be read.");

    /// <summary>Remembers the key of a new database.</summary>
    public static async Task RememberAsync(NpgsqlDataSource owner, MasterKey key, CancellationToken cancel)
    {
        await using var command = owner.CreateCommand("insert into gate.settings (name, value) values ($1, $2) on conflict (name) do nothing");
        command.Parameters.Add(new() { Value = Name });
        command.Parameters.Add(new() { Value = key.CheckValue() });
        await command.ExecuteNonQueryAsync(cancel);
    }

    private static MasterKey? Match(Stored stored, MasterKeys keys) => stored switch
    {
        { Check: { } check } => keys.Find(check),
        { SomeKey: { } some } => keys.Find(key => Opens(some, key)),
        _ => keys.First,
    };

    private static async Task<byte[]?> CheckAsync(NpgsqlDataSource owner, CancellationToken cancel)
    {
        await using var command = owner.CreateCommand("select value from gate.settings where name = $1");
        command.Parameters.Add(new() { Value = Name });
        return await command.ExecuteScalarAsync(cancel) as byte[];
    }

    private static async Task<WrappedKey?> SomeKeyAsync(NpgsqlDataSource owner, CancellationToken cancel)
    {
        await using var command = owner.CreateCommand("select organization_id, id, wrapped from organization_keys where wrapped is not null limit 1");
        await using var row = await command.ExecuteReaderAsync(cancel);
        return await row.ReadAsync(cancel) ? new WrappedKey(new OrganizationId(row.GetGuid(0)), row.GetGuid(1), row.GetFieldValue<byte[]>(2)) : null;
    }

    private static bool Opens(WrappedKey key, MasterKey master)
    {
        try
        {
            CryptographicOperations.ZeroMemory(master.Unwrap(key.Wrapped, SecretBox.KeyPlace(key.Organization, key.Id)));
            return true;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }
}
