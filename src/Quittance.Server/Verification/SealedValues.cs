using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Npgsql;
using Quittance.Server.Storage;

namespace Quittance.Server.Verification;

/// <summary>Every data key opens under the master key, and every sealed value under its data key, as what it says it is.</summary>
internal sealed class SealedValues : IDatabaseCheck
{
    /// <summary>Rows in memory at a time; a document can be some megabytes.</summary>
    private const int BatchSize = 10;

    public string Name => "sealed_values";

    public async Task RunAsync(Snapshot snapshot, Faults faults, CancellationToken cancel)
    {
        await snapshot.TellAsync(
            faults,
            """
            select o.organization_id, 'org_', o.organization_id, 'has no active data key'
            from organizations o
            where not exists (select from organization_keys k where k.organization_id = o.organization_id and k.is_active)
            union all
            select o.organization_id, 'org_', o.organization_id, 'has no key for fingerprints'
            from organizations o
            where not exists (select from organization_keys k where k.organization_id = o.organization_id and k.fingerprints)
            """,
            cancel);
        await CheckKeysAsync(snapshot, faults, cancel);
        foreach (var column in SealedColumns.All)
        {
            await OpenAllAsync(snapshot, faults, column, cancel);
        }
    }

    private static async Task CheckKeysAsync(Snapshot snapshot, Faults faults, CancellationToken cancel)
    {
        await using var command = snapshot.Sql("select organization_id, id, wrapped from organization_keys where wrapped is not null");
        await using var row = await command.ExecuteReaderAsync(cancel);
        while (await row.ReadAsync(cancel))
        {
            var organization = new OrganizationId(row.GetGuid(0));
            try
            {
                CryptographicOperations.ZeroMemory(
                    await snapshot.Masters.UnwrapAsync(row.GetFieldValue<byte[]>(2), SecretBox.KeyPlace(organization, row.GetGuid(1)), cancel));
            }
            catch (CryptographicException)
            {
                faults.Add($"{organization} data key {row.GetGuid(1):n}: does not open under this master key");
            }
        }
    }

    private static async Task OpenAllAsync(Snapshot snapshot, Faults faults, SealedColumn column, CancellationToken cancel)
    {
        var after = new Box(new OrganizationId(Guid.Empty), Guid.Empty, "", [], null);
        while (true)
        {
            var batch = await ReadAsync(Next(snapshot, column, after), cancel);
            foreach (var box in batch)
            {
                if (await FaultOfAsync(snapshot, box, column.Place(box.Id, box.Key), cancel) is { } fault)
                {
                    faults.Add($"{box.Organization} {column.Prefix}{box.Id:n}: {fault}");
                }
            }

            if (batch.Count < BatchSize)
            {
                return;
            }

            after = batch[^1];
        }
    }

    [SuppressMessage("Usage", "CA1857", Justification = "The text is made of the names in SealedColumns, which are constants.")]
    private static NpgsqlCommand Next(Snapshot snapshot, SealedColumn column, Box after) =>
        snapshot.Sql(column.SelectAll, after.Organization.Value, after.Id, after.Key, BatchSize);

    private static async Task<string?> FaultOfAsync(Snapshot snapshot, Box box, string place, CancellationToken cancel)
    {
        try
        {
            var data = await snapshot.Secrets.OpenAsync(snapshot.Of(box.Organization), place, box.Sealed, cancel);
            var isWhole = box.Sha256 is null || SHA256.HashData(data).AsSpan().SequenceEqual(box.Sha256);
            CryptographicOperations.ZeroMemory(data);
            return isWhole ? null : "is not the content whose SHA-256 is beside it";
        }
        catch (CryptographicException)
        {
            return "does not open: it was changed, moved or sealed under another key";
        }
    }

    private static async Task<List<Box>> ReadAsync(NpgsqlCommand command, CancellationToken cancel)
    {
        await using (command)
        await using (var row = await command.ExecuteReaderAsync(cancel))
        {
            var batch = new List<Box>(BatchSize);
            while (await row.ReadAsync(cancel))
            {
                batch.Add(new Box(
                    new OrganizationId(row.GetGuid(0)), row.GetGuid(1), row.GetString(2), row.GetFieldValue<byte[]>(3),
                    row.IsDBNull(4) ? null : row.GetFieldValue<byte[]>(4)));
            }

            return batch;
        }
    }

    /// <summary>A sealed value and where it lies.</summary>
    private sealed record Box(OrganizationId Organization, Guid Id, string Key, byte[] Sealed, byte[]? Sha256);
}
