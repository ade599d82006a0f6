using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Npgsql;
using Quittance.Domain.Intake;
using Quittance.Domain.Payments;
using Quittance.Server.Intake;
using Quittance.Server.Payments;
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
            """,
            cancel);
        await CheckKeysAsync(snapshot, faults, cancel);
        await OpenAllAsync(
            snapshot, faults, "pm_",
            """
            select organization_id, id, '', number_sealed, null::bytea
            from payment_methods
            where number_sealed is not null and (organization_id, id) > ($1, $2) and $3 = ''
            order by organization_id, id
            limit $4
            """,
            box => PaymentMethodStore.Place(new PaymentMethodId(box.Id)), cancel);
        await OpenAllAsync(
            snapshot, faults, "doc_",
            """
            select organization_id, id, '', content_sealed, sha256
            from intake_documents
            where (organization_id, id) > ($1, $2) and $3 = ''
            order by organization_id, id
            limit $4
            """,
            box => DocumentStore.Place(new IntakeDocumentId(box.Id)), cancel);
        await OpenAllAsync(
            snapshot, faults, "answer to ",
            """
            select organization_id, principal_id, key, response_sealed, null::bytea
            from idempotency_keys
            where (organization_id, principal_id, key) > ($1, $2, $3)
            order by organization_id, principal_id, key
            limit $4
            """,
            box => Idempotency.SealedAs(box.Id, box.Key), cancel);
    }

    private static async Task CheckKeysAsync(Snapshot snapshot, Faults faults, CancellationToken cancel)
    {
        await using var command = snapshot.Sql("select organization_id, id, wrapped from organization_keys");
        await using var row = await command.ExecuteReaderAsync(cancel);
        while (await row.ReadAsync(cancel))
        {
            var organization = new OrganizationId(row.GetGuid(0));
            try
            {
                CryptographicOperations.ZeroMemory(snapshot.Master.Unwrap(row.GetFieldValue<byte[]>(2), SecretBox.KeyPlace(organization, row.GetGuid(1))));
            }
            catch (CryptographicException)
            {
                faults.Add($"{organization} data key {row.GetGuid(1):n}: does not open under this master key");
            }
        }
    }

    /// <param name="text">Selects the next rows after a place, in order.</param>
    /// <param name="place">What the value was bound to when it was sealed.</param>
    private static async Task OpenAllAsync(
        Snapshot snapshot, Faults faults, string prefix, [ConstantExpected] string text, Func<Box, string> place, CancellationToken cancel)
    {
        var after = new Box(new OrganizationId(Guid.Empty), Guid.Empty, "", [], null);
        while (true)
        {
            var batch = await ReadAsync(snapshot.Sql(text, after.Organization.Value, after.Id, after.Key, BatchSize), cancel);
            foreach (var box in batch)
            {
                if (await FaultOfAsync(snapshot, box, place(box), cancel) is { } fault)
                {
                    faults.Add($"{box.Organization} {prefix}{box.Id:n}: {fault}");
                }
            }

            if (batch.Count < BatchSize)
            {
                return;
            }

            after = batch[^1];
        }
    }

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
