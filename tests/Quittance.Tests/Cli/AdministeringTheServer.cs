using System.Net;

namespace Quittance.Tests.Cli;

public sealed class AdministeringTheServer
{
    [Fact]
    public async Task Commands_work_without_a_server_and_beside_one()
    {
        using var installation = new Installation();
        var made = await installation.RunAsync("organization", "create", "--name", "Acme", "--owner-email", "O@Acme.example", "--json");
        var organization = made.Text("organizationId");
        await installation.ServeAsync();

        var token = await installation.RunAsync("token", "create", "--organization", organization, "--permissions", "businesses,audit", "--name", "robot", "--json");
        Assert.Equal(HttpStatusCode.OK, await installation.AskAsync(made.Text("token")));
        Assert.Equal(HttpStatusCode.OK, await installation.AskAsync(token.Text("token")));

        var bare = organization["org_".Length..];
        (await installation.RunAsync("token", "revoke", "--organization", bare, "--token", token.Text("tokenId"))).Done();
        Assert.Equal(HttpStatusCode.Unauthorized, await installation.AskAsync(token.Text("token")));

        var listed = (await installation.RunAsync("token", "list", "--organization", bare, "--json")).Json;
        Assert.Equal(["first token"], listed.EnumerateArray().Select(item => item.GetProperty("name").GetString()));
        var client = await installation.RunAsync("client", "create", "--organization", organization, "--permissions", "accounting", "--name", "platform", "--json");
        Assert.StartsWith("qcs_", client.Text("clientSecret"), StringComparison.Ordinal);
        var clients = (await installation.RunAsync("client", "list", "--organization", organization, "--json")).Json;
        Assert.Equal([client.Text("clientId")], clients.EnumerateArray().Select(item => item.GetProperty("clientId").GetString()));
        (await installation.RunAsync("client", "revoke", "--organization", organization, "--client", client.Text("clientId"))).Done();
        Assert.Empty((await installation.RunAsync("client", "list", "--organization", organization, "--json")).Json.EnumerateArray());
        var user = await installation.RunAsync("user", "create", "--organization", organization, "--email", "v@acme.example", "--role", "viewer", "--json");
        Assert.StartsWith("user_", user.Text("userId"), StringComparison.Ordinal);
        Assert.Equal(0, (await installation.RunAsync("migrate", "--json")).Json.GetProperty("applied").GetArrayLength());
        Assert.True((await installation.RunAsync("verify", "--json")).Json.GetProperty("ok").GetBoolean());
    }

    [Fact]
    public async Task What_is_not_understood_ends_with_2_and_what_is_refused_with_1()
    {
        using var installation = new Installation();

        Assert.Equal(2, (await installation.RunAsync("bogus")).Code);
        Assert.Equal(2, (await installation.RunAsync("organization", "create", "--name", "x")).Code);
        Assert.Equal(2, (await installation.RunAsync("token", "list", "--organization", "acme")).Code);
        Assert.Equal(2, (await installation.RunAsync("organization", "create", "--name", "x", "--owner-email", "nobody")).Code);
        (await installation.RunAsync("token", "list", "--organization", "org_0198f0c7a3b97c41a5d2c0ffee000001")).Refused("There is no organization");
    }

    [Fact]
    public async Task What_is_loaded_to_measure_by_passes_every_check()
    {
        using var installation = new Installation();
        var organization = (await installation.RunAsync("organization", "create", "--name", "Acme", "--owner-email", "o@acme.example", "--json")).Text("organizationId");

        var first = (await installation.RunAsync("bench", "load", "--organization", organization, "--transactions", "2000", "--json")).Json;
        var second = (await installation.RunAsync("bench", "load", "--organization", organization["org_".Length..], "--transactions", "300", "--seed", "7", "--json")).Json;

        Assert.Equal(2000, first.GetProperty("transactions").GetInt64());
        Assert.Equal(first.GetProperty("largestPayer").GetGuid(), second.GetProperty("largestPayer").GetGuid());
        var verified = (await installation.RunAsync("verify", "--json")).Json;
        Assert.True(verified.GetProperty("ok").GetBoolean(), verified.GetRawText());
        Assert.Equal(2, (await installation.RunAsync("bench", "load", "--organization", organization, "--transactions", "0")).Code);
        Assert.Equal(2, (await installation.RunAsync("bench", "load", "--organization", organization, "--transactions", "many")).Code);
        Assert.Equal(2, (await installation.RunAsync("bench", "load", "--organization", "acme", "--transactions", "1")).Code);
        Assert.Equal(2, (await installation.RunAsync("bench", "load", "--transactions", "1")).Code);
        (await installation.RunAsync("bench", "load", "--organization", "org_0198f0c7a3b97c41a5d2c0ffee000001", "--transactions", "1")).Refused("There is no organization");
    }
}
