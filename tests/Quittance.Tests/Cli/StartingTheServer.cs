using System.Net;
using System.Security.Cryptography;

namespace Quittance.Tests.Cli;

public sealed class StartingTheServer
{
    [Fact]
    public async Task With_no_setting_at_all_it_serves_and_stops_in_order()
    {
        using var installation = new Installation();
        var server = await installation.ServeAsync();
        using var http = new HttpClient();

        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync(new Uri(installation.Address, "/readyz"), TestContext.Current.CancellationToken)).StatusCode);
        Assert.Contains($"Quittance listens on {installation.Address.GetLeftPart(UriPartial.Authority)}", server.Said, StringComparison.Ordinal);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(installation.MasterKeyFile));
        Assert.Equal(0, await server.StopAsync());
        Assert.False(File.Exists(Path.Combine(installation.Data, "postgres", "data", "postmaster.pid")), "PostgreSQL was not stopped");
        Assert.DoesNotContain("   at ", server.Said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_a_crash_it_starts_clean_and_the_same_tokens_work()
    {
        using var installation = new Installation();
        var crashed = await installation.ServeAsync("serve");
        var token = (await installation.RunAsync("organization", "create", "--name", "Acme", "--owner-email", "o@acme.example", "--json")).Text("token");

        await crashed.CrashAsync();
        await installation.ServeAsync("serve");

        Assert.Equal(HttpStatusCode.OK, await installation.AskAsync(token));
        (await installation.RunAsync("verify")).Done();
    }

    [Fact]
    public async Task A_taken_port_and_a_busy_folder_are_one_clear_line()
    {
        using var installation = new Installation();
        await installation.ServeAsync();

        (await installation.RunAsync("serve")).Refused("Cannot listen on");
        (await installation.RunWithAsync(new Dictionary<string, string> { ["QUITTANCE_URLS"] = "http://127.0.0.1:0" }, "serve")).Refused("already serves");
    }

    [Fact]
    public async Task Another_master_key_is_refused_and_the_right_one_still_works()
    {
        using var installation = new Installation();
        await (await installation.ServeAsync()).StopAsync();
        var other = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

        (await installation.RunWithAsync(new Dictionary<string, string> { ["QUITTANCE_MASTER_KEY"] = other }, "serve")).Refused("is not the one that this database was sealed with");

        await installation.ServeAsync();
    }

    [Fact]
    public async Task A_lost_master_key_is_not_replaced()
    {
        using var installation = new Installation();
        (await installation.RunAsync("organization", "create", "--name", "Acme", "--owner-email", "o@acme.example")).Done();
        File.Delete(installation.MasterKeyFile);

        (await installation.RunAsync("serve")).Refused($"{installation.MasterKeyFile} is not there");

        Assert.False(File.Exists(installation.MasterKeyFile));
    }

    [Fact]
    public async Task The_demo_makes_one_organization_and_a_second_start_none()
    {
        using var installation = new Installation();
        var first = await installation.ServeAsync("--demo");
        await first.StopAsync();
        var second = await installation.ServeAsync("serve", "--demo");

        Assert.Contains("Demo organization org_", first.Said, StringComparison.Ordinal);
        Assert.DoesNotContain("Demo organization", second.Said, StringComparison.Ordinal);
        Assert.Equal(1, (await installation.RunAsync("organization", "list", "--json")).Json.GetArrayLength());
    }

    [Theory]
    [InlineData("QUITTANCE_SANDBOX_SETTLEMENT", "2s", "PT2S")]
    [InlineData("QUITTANCE_URLS", "https://127.0.0.1:1", "http://0.0.0.0:8080")]
    [InlineData("QUITTANCE_MASTER_KEY", "short", "openssl rand -base64 32")]
    [InlineData("QUITTANCE_PUBLIC_URL", "pay.example.com", "https://pay.example.com")]
    [InlineData("QUITTANCE_ALLOWED_NETWORKS", "10.0.0.0/8,localhost", "QUITTANCE_ALLOWED_NETWORKS=10.20.0.0/16")]
    [InlineData("QUITTANCE_DATABASE", "postgres://u:secret@h/db", "Host=db.example")]
    [InlineData("QUITTANCE_DATABASE", "Host=127.0.0.1;Port=1;Database=x", "QUITTANCE_MASTER_KEY")]
    [InlineData("QUITTANCE_PG_BIN", "/nowhere", "sudo apt-get install -y postgresql")]
    public async Task A_bad_setting_is_named_with_an_example(string variable, string value, string example)
    {
        using var installation = new Installation();

        var said = await installation.RunWithAsync(new Dictionary<string, string> { [variable] = value }, "serve");

        said.Refused(variable);
        Assert.Contains(example, said.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", said.Error, StringComparison.Ordinal);
    }
}
