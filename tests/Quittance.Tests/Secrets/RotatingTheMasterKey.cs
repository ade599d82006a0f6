using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Quittance.Server.Hosting;
using Quittance.Server.Storage;
using Quittance.Server.Storage.Rotation;
using Quittance.Server.Users;

namespace Quittance.Tests.Secrets;

/// <summary>On a database of its own, because the master key is everybody's.</summary>
public sealed class RotatingTheMasterKey : IAsyncLifetime
{
    private readonly TestServer _server = new();
    private readonly MasterKey _new = MasterKey.New();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private MasterKey Old => _server.Options.MasterKeys.First;

    public async ValueTask InitializeAsync()
    {
        await _server.InitializeAsync();
        await MasterKeyCheck.RememberAsync(_server.Owner, Old, Cancel);
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task All_data_keys_and_the_check_change_in_one_commit_while_the_server_goes_on()
    {
        var vault = await (await Vault.OpenAsync(_server)).FillAsync();
        var other = await Vault.OpenAsync(_server);
        await MakeAsBeforeAsync(other);

        var done = await RotateAsync([_new, Old]);

        Assert.Equal((true, _new.Id, 4L, 0), (done.IsNew, done.Key.Id, done.Rewrapped, done.Faults.Texts.Count));
        Assert.All(await WrappedAsync(), wrapped => Assert.True(_new.Wraps(wrapped)));
        var stored = await MasterKeyCheck.ReadAsync(_server.Owner, Cancel);
        Assert.Same(_new, MasterKeyCheck.Require(stored, new MasterKeys([Old, _new]), "here"));
        Assert.Throws<OperatorException>(() => MasterKeyCheck.Require(stored, new MasterKeys(Old), "here"));
        await vault.AccountAsync(50); // This server has its data keys open and needs no master key for them.
    }

    [Fact]
    public async Task Until_the_rotation_servers_with_both_keys_wrap_under_the_old_one_and_after_it_under_the_new_one()
    {
        var both = new MasterKeys([_new, Old]);

        var before = await NewKeyAsync(both);
        await RotateAsync([_new, Old]);
        var after = await NewKeyAsync(both);

        Assert.Equal((true, true), (Old.Wraps(before), _new.Wraps(after)));
        await Assert.ThrowsAnyAsync<System.Security.Cryptography.CryptographicException>(() => NewKeyAsync(new MasterKeys(Old)));
    }

    [Fact]
    public async Task An_organization_that_is_being_made_meanwhile_is_waited_for()
    {
        var database = _server.Services.GetRequiredService<Database>();
        await using var session = await database.OpenAsync(OrganizationId.New(_server.Clock.GetUtcNow()), Cancel);
        await _server.Services.GetRequiredService<CreateOrganization>().AddAsync(session, new Actor("test"), "Slow", "slow@example.test", null, Cancel);

        var rotation = RotateAsync([_new, Old]);
        await WaitsAsync();
        await session.CommitAsync(Cancel);

        Assert.Equal(2, (await rotation).Rewrapped);
        Assert.All(await WrappedAsync(), wrapped => Assert.True(_new.Wraps(wrapped)));
    }

    [Fact]
    public async Task Stopped_it_has_changed_nothing_and_a_second_run_has_nothing_to_do()
    {
        await Vault.OpenAsync(_server);
        using var stop = new CancellationTokenSource();
        await using var db = await _server.Owner.OpenConnectionAsync(Cancel);
        await using (var atom = await db.BeginTransactionAsync(Cancel))
        {
            await using var hold = new NpgsqlCommand("select from organization_keys for update", db, atom);
            await hold.ExecuteNonQueryAsync(Cancel);
            var stopped = RotateAsync([_new, Old], stop.Token);
            await WaitsAsync();
            await stop.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => stopped);
        }

        Assert.All(await WrappedAsync(), wrapped => Assert.True(Old.Wraps(wrapped)));
        var alone = await Assert.ThrowsAsync<OperatorException>(() => RotateAsync([Old]));
        Assert.Contains("QUITTANCE_MASTER_KEY=\"$(openssl rand -base64 32),<the old key>\"", alone.Message, StringComparison.Ordinal);
        Assert.True((await RotateAsync([_new, Old])).IsNew);
        Assert.False((await RotateAsync([_new, Old])).IsNew);
    }

    [Fact]
    public async Task A_data_key_that_does_not_open_is_named_and_left_and_the_others_go_on()
    {
        var broken = await Vault.OpenAsync(_server);
        await Vault.OpenAsync(_server);
        await broken.BreakAsync("update organization_keys set wrapped = set_byte(wrapped, 40, get_byte(wrapped, 40) # 1) where organization_id = $1 and is_active");

        var done = await RotateAsync([_new, Old]);

        Assert.Equal(3, done.Rewrapped);
        Assert.StartsWith($"{broken.Tenant.Id} data key ", Assert.Single(done.Faults.Texts), StringComparison.Ordinal);
        Assert.Single(await WrappedAsync(), wrapped => Old.Wraps(wrapped));
    }

    private Task<MasterKeyRotation> RotateAsync(IReadOnlyList<MasterKey> keys, CancellationToken? cancel = null) =>
        new RotateMasterKey(_server.Owner, new MasterKeys(keys), _server.Clock).RunAsync(null, _server.Clock.GetUtcNow().AddHours(-24), _ => { }, cancel ?? Cancel);

    /// <summary>A wrapped data key of a new organization that a server with these master keys makes.</summary>
    private async Task<byte[]> NewKeyAsync(MasterKeys keys)
    {
        using var secrets = new SecretBox(keys, _server.Clock);
        await using var source = NpgsqlDataSource.Create(_server.Options.ServerDatabase);
        await using var session = await new Database(source, new(), secrets, _server.Clock).OpenAsync(OrganizationId.New(_server.Clock.GetUtcNow()), Cancel);
        await session.Sql("insert into organizations (organization_id, name, created_at) values ($1, 'New', $2)", _server.Clock.GetUtcNow()).ExecuteAsync(Cancel);
        await secrets.CreateKeysAsync(session, Cancel);
        await session.CommitAsync(Cancel);
        return (await WrappedAsync())[^1];
    }

    private async Task<IReadOnlyList<byte[]>> WrappedAsync()
    {
        await using var command = _server.Owner.CreateCommand("select wrapped from organization_keys where wrapped is not null order by created_at, id");
        await using var row = await command.ExecuteReaderAsync(Cancel);
        var wrapped = new List<byte[]>();
        while (await row.ReadAsync(Cancel))
        {
            wrapped.Add(row.GetFieldValue<byte[]>(0));
        }

        return wrapped;
    }

    /// <summary>Comes back once somebody waits for a row that somebody else holds.</summary>
    private async Task WaitsAsync()
    {
        await using var ask = _server.Owner.CreateCommand("select exists (select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock')");
        while (await ask.ExecuteScalarAsync(Cancel) is not true)
        {
            Cancel.ThrowIfCancellationRequested();
        }
    }

    private static Task MakeAsBeforeAsync(Vault vault) => vault.BreakAsync("update organization_keys set wrapped = substring(wrapped from 10) where organization_id = $1");
}
