using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Quittance.Server.Storage;
using Quittance.Server.Storage.Rotation;
using Quittance.Server.Verification;
using Quittance.Tests.Documents;

namespace Quittance.Tests.Secrets;

/// <summary>An organization that has a sealed value of every kind, and what an operator does with its keys.</summary>
internal sealed record Vault(Tenant Tenant, string Business)
{
    /// <summary>Later than any key was made: exchanges all.</summary>
    public static readonly DateTimeOffset Ever = DateTimeOffset.MaxValue;

    private TestServer Server => Tenant.Server;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static async Task<Vault> OpenAsync(TestServer server)
    {
        var tenant = await server.NewTenantAsync();
        return new Vault(tenant, await tenant.BusinessAsync("Sealing Ltd"));
    }

    public async Task<Vault> FillAsync(int accounts = 3)
    {
        for (var n = 0; n < accounts; n++)
        {
            await AccountAsync(n);
        }

        using var content = new MultipartFormDataContent();
        var bytes = new ByteArrayContent(InvoiceSamples.Fixture("akretion-en16931-ubl.xml"));
        bytes.Headers.ContentType = new MediaTypeHeaderValue("application/xml");
        content.Add(bytes, "file", "bill.xml");
        (await Tenant.PostAsync($"/api/businesses/{Business}/imports", content)).Ok();
        return this;
    }

    /// <summary>A bank account; the number decides which.</summary>
    public async Task<string> AccountAsync(int number, string? key = null) => (await PostAccountAsync(number, key ?? $"account-{number}")).Created().Text("id");

    public Task<Answer> PostAccountAsync(int number, string key) => Tenant.PostAsync(
        $"/api/businesses/{Business}/funding-sources",
        new { type = "bankAccount", accountName = "Sealing Ltd", routingNumber = "021000021", accountNumber = Number(number), accountType = "CHECKING" },
        key);

    public static string Number(int number) => number.ToString("000000000000", CultureInfo.InvariantCulture);

    public Task<RotationReport> RotateAsync(DateTimeOffset? madeBefore = null, Action<string>? tell = null, int rowsMax = 2, int attemptsMax = 240, CancellationToken? cancel = null) =>
        new RotateDataKeys(Server.Owner, Server.Services.GetRequiredService<Database>(), Server.Clock).RunAsync(
            new Actor("test"),
            new RotationRequest(Tenant.Id, madeBefore ?? Ever) { Grace = TimeSpan.Zero, RowsMax = rowsMax, AttemptsMax = attemptsMax },
            tell ?? (_ => { }),
            cancel ?? Cancel);

    /// <summary>The organization's keys that are not destroyed, in the clear.</summary>
    public async Task<IReadOnlyList<Key>> KeysAsync()
    {
        await using var command = Server.Owner.CreateCommand(
            "select id, wrapped, is_active, fingerprints from organization_keys where organization_id = $1 and wrapped is not null order by created_at, id");
        command.Parameters.Add(new() { Value = Tenant.Id.Value });
        await using var row = await command.ExecuteReaderAsync(Cancel);
        var keys = new List<Key>();
        while (await row.ReadAsync(Cancel))
        {
            var place = SecretBox.KeyPlace(Tenant.Id, row.GetGuid(0));
            keys.Add(new Key(row.GetGuid(0), await Server.Options.MasterKeys.UnwrapAsync(row.GetFieldValue<byte[]>(1), place, Cancel), row.GetBoolean(2), row.GetBoolean(3)));
        }

        return keys;
    }

    /// <summary>Every sealed value as it is stored, with what it was bound to.</summary>
    public async Task<IReadOnlyList<(string Place, byte[] Box)>> BoxesAsync()
    {
        var boxes = new List<(string Place, byte[] Box)>();
        foreach (var column in SealedColumns.All)
        {
            await using var command = Server.Owner.CreateCommand(
                $"select {column.IdColumn}, {column.KeyColumn ?? "''"}, {column.Column} from {column.Table} where organization_id = $1 and {column.Column} is not null");
            command.Parameters.Add(new() { Value = Tenant.Id.Value });
            await using var row = await command.ExecuteReaderAsync(Cancel);
            while (await row.ReadAsync(Cancel))
            {
                boxes.Add((column.Place(row.GetGuid(0), row.GetString(1)), row.GetFieldValue<byte[]>(2)));
            }
        }

        return boxes;
    }

    /// <summary>What <c>verify</c> says of this organization's keys and sealed values.</summary>
    public async Task<IReadOnlyList<string>> FaultsAsync()
    {
        using var secrets = new SecretBox(Server.Options.MasterKeys, Server.Clock);
        await using var snapshot = await Snapshot.TakeAsync(Server.Owner, Server.Options.MasterKeys, secrets, Server.Clock, Cancel);
        var faults = new Faults();
        await new SealedValues().RunAsync(snapshot, faults, Cancel);
        return [.. faults.Texts.Where(fault => fault.Contains($"{Tenant.Id}", StringComparison.Ordinal))];
    }

    /// <summary>Runs a statement about this organization as nobody of ours may.</summary>
    public async Task BreakAsync(string sql)
    {
        await using var command = Server.Owner.CreateCommand(sql);
        command.Parameters.Add(new() { Value = Tenant.Id.Value });
        await command.ExecuteNonQueryAsync(Cancel);
    }

    public async Task<long> CountAsync(string sql)
    {
        await using var command = Server.Owner.CreateCommand(sql);
        command.Parameters.Add(new() { Value = Tenant.Id.Value });
        return (long)(await command.ExecuteScalarAsync(Cancel))!;
    }

    internal sealed record Key(Guid Id, byte[] Bytes, bool IsActive, bool IsOfFingerprints)
    {
        /// <summary>Whether a stored value opens under this key.</summary>
        public bool Opens(OrganizationId organization, string place, byte[] box)
        {
            using var aes = new AesGcm(Bytes, 16);
            try
            {
                aes.Decrypt(box.AsSpan(17, 12), box.AsSpan(45), box.AsSpan(29, 16), new byte[box.Length - 45], System.Text.Encoding.UTF8.GetBytes($"{organization}/{place}"));
                return true;
            }
            catch (CryptographicException)
            {
                return false;
            }
        }
    }
}

/// <summary>Only one rotation may be at work in a database, so tests that rotate on the shared server take turns.</summary>
[CollectionDefinition("rotates keys")]
public sealed class RotatesKeys;
