using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using Npgsql;
using Quittance.Server.Storage.Embedded;
using Quittance.Tests.Storage;

namespace Quittance.Tests.Cli;

public sealed class RotatingSecrets
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Both_kinds_of_keys_change_beside_the_server_and_a_killed_run_is_gone_on_with()
    {
        using var installation = new Installation();
        var server = await installation.ServeAsync();
        var made = await OrganizationAsync(installation, []);
        using var http = Client(installation, made.Token);
        var business = await PostAsync(http, "/api/businesses", "b", new { name = "Acme" });
        var account = await AccountAsync(http, business, "a");
        var keyFile = await File.ReadAllLinesAsync(installation.MasterKeyFile, Cancel);
        (await installation.RunAsync("backup", installation.File("before.backup"))).Done();

        var young = (await installation.RunAsync("secrets", "rotate", "--json")).Json;
        await installation.KillAtAsync("new data key", "secrets", "rotate", "--made-before", "now");
        var resumed = (await installation.RunAsync("secrets", "rotate", "--made-before", "now", "--json")).Json;
        var master = await installation.RunAsync("secrets", "rotate", "--master-key", "--json");
        var again = (await installation.RunAsync("secrets", "rotate", "--master-key", "--json")).Json;

        Assert.Equal((0, 0), (Number(young, "rotated"), Number(young, "reencrypted")));
        Assert.Equal((1, 0), (Number(resumed, "organizations"), Number(resumed, "keysKept")));
        Assert.True(Number(resumed, "reencrypted") >= 3);
        Assert.Equal((true, 2), (master.Json.GetProperty("rotated").GetBoolean(), Number(master.Json, "rewrapped")));
        Assert.Contains("BACKUPS FROM NOW ON NEED THE NEW KEY", master.Error, StringComparison.Ordinal);
        Assert.False(again.GetProperty("rotated").GetBoolean());
        var keys = await File.ReadAllLinesAsync(installation.MasterKeyFile, Cancel);
        Assert.Equal((2, keyFile[0]), (keys.Length, keys[1]));
        Assert.All(keys, key => Assert.DoesNotContain(key, master.Output + master.Error + server.Said, StringComparison.Ordinal));

        // The server that has been running all the time answers as before, and opens what is wrapped under a key it has never seen.
        Assert.Equal(account, await AccountAsync(http, business, "a"));
        using var later = Client(installation, (await OrganizationAsync(installation, [])).Token);
        await AccountAsync(later, await PostAsync(later, "/api/businesses", "b", new { name = "Later" }), "a");
        (await installation.RunAsync("verify")).Done();

        // Alone, the new key is enough for the data, and the old one for the backup of before.
        await server.StopAsync();
        await File.WriteAllTextAsync(installation.MasterKeyFile, keys[1], Cancel);
        (await installation.RunAsync("serve")).Refused("is not the one that this database was sealed with");
        await File.WriteAllTextAsync(installation.MasterKeyFile, keys[0], Cancel);
        (await installation.RunAsync("verify")).Done();
        using var fresh = new Installation();
        Directory.CreateDirectory(fresh.Data);
        await File.WriteAllTextAsync(fresh.MasterKeyFile, keys[1], Cancel);
        (await fresh.RunAsync("restore", installation.File("before.backup"))).Done();
    }

    [Fact]
    public async Task With_ones_own_postgres_the_variable_takes_the_new_key_before_the_old_one()
    {
        using var installation = new Installation();
        using var folder = new ScratchFolder();
        await using var postgres = await EmbeddedPostgres.StartAsync(folder.Path, new EmbeddedPostgresOptions { Durable = false }, Cancel);
        var (old, newer) = (RandomKey(), RandomKey());
        Dictionary<string, string> Settings(string keys) => new() { ["QUITTANCE_DATABASE"] = postgres.ConnectionString, ["QUITTANCE_MASTER_KEY"] = keys };
        await OrganizationAsync(installation, Settings(old));

        (await installation.RunWithAsync(Settings(old), "secrets", "rotate", "--master-key")).Refused("has to give the new key first");
        (await installation.RunWithAsync(Settings(newer), "secrets", "rotate", "--master-key")).Refused("is not the one that this database was sealed with");
        var rotated = (await installation.RunWithAsync(Settings($"{newer},{old}"), "secrets", "rotate", "--master-key", "--json")).Json;
        var again = (await installation.RunWithAsync(Settings($"{newer},{old}"), "secrets", "rotate", "--master-key", "--json")).Json;

        Assert.Equal((2, false), (Number(rotated, "rewrapped"), again.GetProperty("rotated").GetBoolean()));
        (await installation.RunWithAsync(Settings(newer), "verify")).Done();
        (await installation.RunWithAsync(Settings(old), "verify")).Refused("is not the one that this database was sealed with");
    }

    [Fact]
    public async Task What_cannot_be_opened_is_named_and_makes_the_exit_code_1()
    {
        using var installation = new Installation();
        using var folder = new ScratchFolder();
        await using var postgres = await EmbeddedPostgres.StartAsync(folder.Path, new EmbeddedPostgresOptions { Durable = false }, Cancel);
        var settings = new Dictionary<string, string> { ["QUITTANCE_DATABASE"] = postgres.ConnectionString, ["QUITTANCE_MASTER_KEY"] = RandomKey() };
        var made = await OrganizationAsync(installation, settings);
        await using (var owner = NpgsqlDataSource.Create(postgres.ConnectionString))
        {
            // Says that it is sealed under the active key, and is nothing of the kind.
            var key = (Guid)(await owner.CreateCommand("select id from organization_keys where is_active").ExecuteScalarAsync(Cancel))!;
            await using var insert = owner.CreateCommand(
                "insert into idempotency_keys (organization_id, principal_id, key, response_sealed, created_at) select organization_id, organization_id, 'k', $1, created_at from organizations");
            insert.Parameters.Add(new() { Value = (byte[])[1, .. key.ToByteArray(), .. new byte[60]] });
            await insert.ExecuteNonQueryAsync(Cancel);
        }

        var said = await installation.RunWithAsync(settings, "secrets", "rotate", "--made-before", "now", "--organization", made.Id, "--json");

        Assert.Equal(1, said.Code);
        var answer = JsonDocument.Parse(said.Output).RootElement;
        Assert.Equal((false, 1, 1), (answer.GetProperty("ok").GetBoolean(), Number(answer, "rotated"), Number(answer, "keysKept")));
        Assert.Contains("idempotency_keys.response_sealed does not open and was left as it is", Assert.Single(answer.GetProperty("quarantined").EnumerateArray()).GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--made-before: yesterday is no moment", "secrets", "rotate", "--made-before", "yesterday")]
    [InlineData("leave out --organization", "secrets", "rotate", "--master-key", "--organization", "org_0198f0c7a3b97c41a5d2c0ffee000001")]
    public async Task What_makes_no_sense_is_said_before_anything_is_done(string says, params string[] arguments)
    {
        using var installation = new Installation();

        var said = await installation.RunAsync(arguments);

        Assert.Equal(2, said.Code);
        Assert.Contains(says, said.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(installation.Data));
    }

    private static string RandomKey() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

    private static int Number(JsonElement json, string name) => json.GetProperty(name).GetInt32();

    private static async Task<(string Id, string Token)> OrganizationAsync(Installation installation, Dictionary<string, string> settings)
    {
        var made = await installation.RunWithAsync(settings, "organization", "create", "--name", "Acme", "--owner-email", "o@acme.example", "--json");
        return (made.Text("organizationId"), made.Text("token"));
    }

    private static HttpClient Client(Installation installation, string token) =>
        new() { BaseAddress = installation.Address, DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", token) } };

    private static Task<string> AccountAsync(HttpClient http, string business, string key) => PostAsync(
        http, $"/api/businesses/{business}/funding-sources", key, new { type = "bankAccount", accountName = "Acme", iban = "DE89370400440532013000" });

    private static async Task<string> PostAsync(HttpClient http, string path, string key, object body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(path, UriKind.Relative)) { Content = JsonContent.Create(body) };
        request.Headers.Add("Idempotency-Key", key);
        using var response = await http.SendAsync(request, Cancel);
        var text = await response.Content.ReadAsStringAsync(Cancel);
        Assert.True(response.StatusCode == HttpStatusCode.Created, $"{response.StatusCode}: {text}");
        return JsonDocument.Parse(text).RootElement.GetProperty("id").GetString()!;
    }
}
