using System.Security.Cryptography;
using Npgsql;
using Quittance.Server.Storage.Embedded;
using Quittance.Tests.Storage;

namespace Quittance.Tests.Cli;

public sealed class UsingOnesOwnPostgres
{
    [Fact]
    public async Task A_backup_goes_from_one_database_to_another_and_nothing_into_the_data_folder()
    {
        var cancel = TestContext.Current.CancellationToken;
        using var installation = new Installation();
        using var folder = new ScratchFolder();
        await using var postgres = await EmbeddedPostgres.StartAsync(folder.Path, new EmbeddedPostgresOptions { Durable = false }, cancel);
        await using (var owner = NpgsqlDataSource.Create(postgres.ConnectionString))
        {
            await owner.CreateCommand("create database other").ExecuteNonQueryAsync(cancel);
        }

        var first = Settings(postgres.ConnectionString);
        var second = new Dictionary<string, string>(first)
        {
            ["QUITTANCE_DATABASE"] = new NpgsqlConnectionStringBuilder(postgres.ConnectionString) { Database = "other" }.ConnectionString,
        };
        (await installation.RunWithAsync(first, "organization", "create", "--name", "Acme", "--owner-email", "o@acme.example")).Done();
        (await installation.RunWithAsync(first, "backup", installation.File("own.backup"))).Done();

        var restored = await installation.RunWithAsync(second, "restore", installation.File("own.backup"), "--json");

        Assert.True(restored.Json.GetProperty("verify").GetProperty("ok").GetBoolean());
        Assert.Equal("Acme", (await installation.RunWithAsync(second, "organization", "list", "--json")).Json[0].GetProperty("name").GetString());
        Assert.False(Directory.Exists(installation.Data));
    }

    private static Dictionary<string, string> Settings(string database) => new()
    {
        ["QUITTANCE_DATABASE"] = database,
        ["QUITTANCE_MASTER_KEY"] = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)),
    };
}
