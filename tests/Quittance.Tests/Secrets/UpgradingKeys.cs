using Npgsql;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Tests.Secrets;

/// <summary>A database of the version before keys could change, brought forward.</summary>
public sealed class UpgradingKeys(TestServer server)
{
    private static readonly OrganizationId Organization = OrganizationId.New(TimeProvider.System.GetUtcNow());

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Answers_are_remembered_and_the_first_key_stays_the_one_of_the_fingerprints()
    {
        var connection = await CreateDatabaseAsync();
        await using var owner = NpgsqlDataSource.Create(connection);
        await Migrator.ApplyAsync(connection, [.. MigrationFile.Embedded.TakeWhile(file => file.Name != "secrets")], TimeProvider.System, Cancel);
        var caller = Caller.System(Organization, "test") with { IdempotencyKey = "k" };
        var keys = await FillAsync(owner, caller);

        await Migrator.ApplyAsync(connection, TimeProvider.System, Cancel);

        using var secrets = new SecretBox(server.Options.MasterKeys, TimeProvider.System);
        var idempotency = new Idempotency(new Database(owner, new(), secrets, TimeProvider.System), TimeProvider.System);
        Assert.Equal("as it was", await idempotency.OnceAsync(caller, new { operation = "x" }, _ => Task.FromResult("anew"), Cancel));
        await using var ask = owner.CreateCommand("select id from organization_keys where fingerprints");
        Assert.Equal(keys[0], await ask.ExecuteScalarAsync(Cancel));
    }

    [Fact]
    public async Task A_remembered_answer_is_given_to_the_same_request_only()
    {
        var tenant = await server.NewTenantAsync();
        var first = (await tenant.PostAsync("/api/businesses", new { name = "One" }, key: "k")).Created().Text("id");

        Assert.Equal(first, (await tenant.PostAsync("/api/businesses", new { name = "One" }, key: "k")).Created().Text("id"));
        Assert.Equal((int)System.Net.HttpStatusCode.Conflict, (await tenant.PostAsync("/api/businesses", new { name = "Two" }, key: "k")).Status);
    }

    private async Task<string> CreateDatabaseAsync()
    {
        await using var create = server.Owner.CreateCommand("create database keys_of_before");
        await create.ExecuteNonQueryAsync(Cancel);
        return new NpgsqlConnectionStringBuilder(server.Options.OwnerDatabase) { Database = "keys_of_before", Pooling = false }.ConnectionString;
    }

    /// <returns>The data keys, the first one first.</returns>
    private async Task<IReadOnlyList<Guid>> FillAsync(NpgsqlDataSource owner, Caller caller)
    {
        var now = TimeProvider.System.GetUtcNow();
        Guid[] ids = [Guid.CreateVersion7(now), Guid.CreateVersion7(now.AddDays(1))];
        var master = server.Options.MasterKeys.First;
        var key = new byte[32];
        await RunAsync(owner, "insert into organizations (organization_id, name, created_at) values ($1, 'Old', $2)", Organization.Value, now);
        foreach (var id in ids)
        {
            await RunAsync(
                owner,
                "insert into organization_keys (organization_id, id, wrapped, is_active, created_at) values ($1, $2, $3, $4, $5)",
                Organization.Value, id, master.Wrap(key, SecretBox.KeyPlace(Organization, id))[9..], id == ids[1], now.AddDays(id == ids[1] ? 1 : 0));
        }

        await RunAsync(
            owner,
            "insert into idempotency_keys (organization_id, principal_id, key, request_hash, response_sealed, created_at) values ($1, $2, 'k', sha256('x'), $3, $4)",
            Organization.Value, caller.PrincipalId, Seal(ids[1], key, Idempotency.SealedAs(caller.PrincipalId, "k"), "\"as it was\""u8), now);
        return ids;
    }

    private static byte[] Seal(Guid id, byte[] key, string place, ReadOnlySpan<byte> data)
    {
        var box = new byte[45 + data.Length];
        box[0] = 1;
        id.TryWriteBytes(box.AsSpan(1));
        using var aes = new System.Security.Cryptography.AesGcm(key, 16);
        aes.Encrypt(box.AsSpan(17, 12), data, box.AsSpan(45), box.AsSpan(29, 16), System.Text.Encoding.UTF8.GetBytes($"{Organization}/{place}"));
        return box;
    }

    private static async Task RunAsync(NpgsqlDataSource owner, string sql, params object[] values)
    {
        await using var command = owner.CreateCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.Add(new() { Value = value });
        }

        await command.ExecuteNonQueryAsync(Cancel);
    }
}
