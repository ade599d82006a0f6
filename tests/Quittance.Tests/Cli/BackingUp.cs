using System.Net;

namespace Quittance.Tests.Cli;

public sealed class BackingUp
{
    [Fact]
    public async Task A_restored_backup_verifies_and_its_tokens_work()
    {
        using var old = new Installation();
        using var fresh = new Installation();
        await old.ServeAsync();
        var token = (await old.RunAsync("organization", "create", "--name", "Acme", "--owner-email", "o@acme.example", "--json")).Text("token");

        var backup = await old.RunAsync("backup", old.File("acme.backup"), "--json");
        var without = await fresh.RunAsync("restore", old.File("acme.backup"));
        Directory.CreateDirectory(fresh.Data);
        File.Copy(old.MasterKeyFile, fresh.MasterKeyFile);
        var restored = await fresh.RunAsync("restore", old.File("acme.backup"), "--json");
        await fresh.ServeAsync();

        Assert.False(backup.Json.GetProperty("masterKeyIncluded").GetBoolean());
        Assert.Contains("THE MASTER KEY IS NOT IN THE BACKUP", backup.Error, StringComparison.Ordinal);
        without.Refused("has to be here first");
        Assert.True(restored.Json.GetProperty("verify").GetProperty("ok").GetBoolean());
        Assert.Equal(HttpStatusCode.OK, await fresh.AskAsync(token));
    }

    [Fact]
    public async Task Nothing_is_overwritten_unless_it_is_forced_and_nothing_damaged_is_taken()
    {
        using var installation = new Installation();
        (await installation.RunAsync("organization", "create", "--name", "Acme", "--owner-email", "o@acme.example")).Done();
        var file = installation.File("acme.backup");
        (await installation.RunAsync("backup", file)).Done();
        (await installation.RunAsync("organization", "create", "--name", "Later", "--owner-email", "o@later.example")).Done();

        var again = await installation.RunAsync("backup", file);
        var full = await installation.RunAsync("restore", file);
        var damaged = installation.File("damaged.backup");
        var bytes = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
        bytes[4096] ^= 1;
        await File.WriteAllBytesAsync(damaged, bytes, TestContext.Current.CancellationToken);
        var broken = await installation.RunAsync("restore", damaged, "--force");
        await File.WriteAllBytesAsync(damaged, bytes[..2000], TestContext.Current.CancellationToken);
        var cut = await installation.RunAsync("restore", damaged, "--force");
        var before = (await installation.RunAsync("organization", "list", "--json")).Json.GetArrayLength();
        (await installation.RunAsync("restore", file, "--force")).Done();

        Assert.Contains("exists already", again.Error, StringComparison.Ordinal);
        full.Refused("The database is not empty");
        broken.Refused("is damaged");
        cut.Refused("is no backup of Quittance, or is cut off");
        Assert.Equal(2, before);
        Assert.Equal(1, (await installation.RunAsync("organization", "list", "--json")).Json.GetArrayLength());
    }

    [Fact]
    public async Task A_database_that_is_served_is_not_restored_over()
    {
        using var installation = new Installation();
        await installation.ServeAsync();
        var file = installation.File("empty.backup");
        (await installation.RunAsync("backup", file)).Done();

        (await installation.RunAsync("restore", file, "--force")).Refused("Stop it, then restore");
    }
}
