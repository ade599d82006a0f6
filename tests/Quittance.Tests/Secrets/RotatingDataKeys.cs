using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Quittance.Server.Hosting;
using Quittance.Server.Storage;
using Quittance.Server.Storage.Rotation;

namespace Quittance.Tests.Secrets;

[Collection("rotates keys")]
public sealed class RotatingDataKeys(TestServer server)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Everything_is_under_the_new_key_and_the_old_keys_open_nothing(bool isOfBefore)
    {
        var vault = await Vault.OpenAsync(server);
        if (isOfBefore)
        {
            await MakeAsBeforeAsync(vault);
        }

        await vault.FillAsync();
        var old = await vault.KeysAsync();
        var boxes = await vault.BoxesAsync();
        var fingerprints = await FingerprintsAsync(vault);

        var report = await vault.RotateAsync();

        Assert.All(boxes, box => Assert.Contains(old, key => key.Opens(vault.Tenant.Id, box.Place, box.Box)));
        Assert.Contains(fingerprints, old.SelectMany(Guessed).Contains); // The test would see it if the old keys still told anything.
        Assert.Equal((1, 1, boxes.Count, 0), (report.Organizations, report.Rotated, (int)report.Resealed, report.Kept));
        Assert.True(report.IsOk);
        var now = await vault.KeysAsync();
        Assert.Equal((2, 1, 1), (now.Count, now.Count(key => key.IsActive), now.Count(key => key.IsOfFingerprints)));
        Assert.Empty(now.Select(key => key.Id).Intersect(old.Select(key => key.Id)));
        Assert.All(await vault.BoxesAsync(), box => Assert.DoesNotContain(old, key => key.Opens(vault.Tenant.Id, box.Place, box.Box)));
        Assert.DoesNotContain(await FingerprintsAsync(vault), old.SelectMany(Guessed).Contains);
        Assert.Empty(await vault.FaultsAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Accounts_are_recognised_and_requests_remembered_across_a_rotation(bool isOfBefore)
    {
        var vault = await Vault.OpenAsync(server);
        if (isOfBefore)
        {
            await MakeAsBeforeAsync(vault);
        }

        var account = await vault.AccountAsync(7, "k");

        await vault.RotateAsync();

        Assert.Equal(account, await vault.AccountAsync(7, "k"));
        Assert.Equal(account, await vault.AccountAsync(7, "another key"));
        (await vault.PostAccountAsync(8, "k")).Is(409);
        Assert.NotEqual(account, await vault.AccountAsync(8));
    }

    [Fact]
    public async Task A_second_run_has_nothing_to_do_until_the_keys_are_old_again()
    {
        var vault = await (await Vault.OpenAsync(server)).FillAsync();
        var moment = server.Clock.GetUtcNow();

        var first = await vault.RotateAsync(moment);
        var second = await vault.RotateAsync(moment);
        var third = await vault.RotateAsync();

        Assert.Equal((1, 0, 1), (first.Rotated, second.Rotated, third.Rotated));
        Assert.Equal((0, 0), (second.Resealed, second.Destroyed));
        Assert.Equal(first.Resealed, third.Resealed);
    }

    [Fact]
    public async Task Writes_go_on_meanwhile_and_none_is_refused_or_lost()
    {
        var vault = await (await Vault.OpenAsync(server)).FillAsync();
        using var stop = new CancellationTokenSource();
        var writers = Enumerable.Range(1, 3).Select(async writer =>
        {
            var written = new List<(int Number, string Id)>();
            for (var number = writer * 1000; !stop.IsCancellationRequested || written.Count < 5; number++)
            {
                written.Add((number, await vault.AccountAsync(number)));
            }

            return written;
        }).ToList();

        for (var run = 0; run < 6; run++)
        {
            var report = await vault.RotateAsync(rowsMax: 7);
            Assert.True(report.IsOk && report.Rotated == 1 && report.Kept == 0, string.Join("; ", report.Unfinished.Texts));
        }

        await stop.CancelAsync();
        var accounts = (await Task.WhenAll(writers)).SelectMany(written => written).ToList();
        Assert.Empty(await vault.FaultsAsync());
        Assert.Equal(2, (await vault.KeysAsync()).Count);
        foreach (var (number, id) in accounts)
        {
            Assert.Equal(id, await vault.AccountAsync(number, $"again-{number}"));
        }
    }

    [Fact]
    public async Task Stopped_after_any_step_it_goes_on_and_nothing_is_unreadable_in_between()
    {
        var vault = await (await Vault.OpenAsync(server)).FillAsync();
        var moment = server.Clock.GetUtcNow();
        var keys = await vault.KeysAsync();
        var runs = 1;

        while (!await RunsToItsEndAsync(vault, moment, stopAt: runs < 15 ? 1 : 2))
        {
            Assert.Empty(await vault.FaultsAsync());
            runs++;
        }

        Assert.True(runs > 10, $"it was stopped only {runs - 1} times");
        var now = await vault.KeysAsync();
        Assert.Equal((2, 0), (now.Count, now.Select(key => key.Id).Intersect(keys.Select(key => key.Id)).Count()));
        Assert.Equal(4, await vault.CountAsync("select count(*) from organization_keys where organization_id = $1")); // One new one of each kind, whatever happened.
        Assert.Empty(await vault.FaultsAsync());
    }

    [Fact]
    public async Task A_write_that_began_under_the_old_key_is_waited_for_and_found()
    {
        var vault = await (await Vault.OpenAsync(server)).FillAsync();
        await using var session = await server.Services.GetRequiredService<Database>().OpenAsync(vault.Tenant.Id, Cancel);
        var principal = Guid.CreateVersion7(server.Clock.GetUtcNow());
        var box = await session.Secrets.SealAsync(session, Idempotency.SealedAs(principal, "slow"), "old"u8.ToArray(), Cancel);
        var waits = new TaskCompletionSource();

        var rotation = vault.RotateAsync(tell: line => _ = line.Contains("is in use, waiting", StringComparison.Ordinal) && waits.TrySetResult());
        Assert.Same(waits.Task, await Task.WhenAny(waits.Task, rotation));
        await session.Sql(
            "insert into idempotency_keys (organization_id, principal_id, key, response_sealed, created_at) values ($1, $2, 'slow', $3, $4)",
            principal, box, server.Clock.GetUtcNow()).ExecuteAsync(Cancel);
        await session.CommitAsync(Cancel);
        var report = await rotation;

        Assert.Equal((true, 0), (report.IsOk, report.Kept));
        var stored = (await vault.BoxesAsync()).Single(stored => stored.Place.EndsWith("/slow", StringComparison.Ordinal));
        Assert.NotEqual(box, stored.Box);
        await using var later = await server.Services.GetRequiredService<Database>().OpenAsync(vault.Tenant.Id, Cancel);
        Assert.Equal("old"u8.ToArray(), await later.Secrets.OpenAsync(later, stored.Place, stored.Box, Cancel));
    }

    [Fact]
    public async Task The_database_takes_no_value_under_a_destroyed_key()
    {
        var vault = await (await Vault.OpenAsync(server)).FillAsync();
        var old = (await vault.BoxesAsync()).First(box => box.Place.StartsWith("payment_methods/", StringComparison.Ordinal)).Box;
        await vault.RotateAsync();

        await using var write = server.Owner.CreateCommand("update payment_methods set number_sealed = $2 where organization_id = $1 and number_sealed is not null");
        write.Parameters.Add(new() { Value = vault.Tenant.Id.Value });
        write.Parameters.Add(new() { Value = old });
        var refused = await Assert.ThrowsAsync<PostgresException>(() => write.ExecuteNonQueryAsync(Cancel));

        // The state by which a write is tried again, and then seals under the new key.
        Assert.Equal(PostgresErrorCodes.SerializationFailure, refused.SqlState);
        Assert.Equal("payment_methods.number_sealed is sealed under a key that is not there", refused.MessageText);
    }

    [Fact]
    public async Task A_value_that_does_not_open_is_named_and_left_and_the_others_go_on()
    {
        var vault = await (await Vault.OpenAsync(server)).FillAsync();
        var broken = await vault.AccountAsync(99);
        var id = Guid.ParseExact(broken["fs_".Length..], "N");
        await vault.BreakAsync($"update payment_methods set number_sealed = set_byte(number_sealed, 50, get_byte(number_sealed, 50) # 1) where organization_id = $1 and id = '{id}'");
        var before = await vault.BoxesAsync();

        var report = await vault.RotateAsync();
        var again = await vault.RotateAsync(server.Clock.GetUtcNow().AddHours(-24));

        Assert.False(report.IsOk);
        var fault = Assert.Single(report.Quarantined.Texts);
        Assert.Equal($"{vault.Tenant.Id} pm_{id:n}: payment_methods.number_sealed does not open and was left as it is", fault);
        Assert.Equal((before.Count - 1, 1), ((int)report.Resealed, report.Kept)); // Its key stays, for whoever can repair it.
        Assert.Equal((0, 0L, fault), (again.Rotated, again.Resealed, Assert.Single(again.Quarantined.Texts)));
        var after = await vault.BoxesAsync();
        Assert.Single(after.Select(box => Convert.ToHexString(box.Box)).Intersect(before.Select(box => Convert.ToHexString(box.Box))));
        Assert.Single(await vault.FaultsAsync());
    }

    [Fact]
    public async Task Values_that_somebody_holds_all_the_time_are_told_and_done_by_the_next_run()
    {
        var vault = await (await Vault.OpenAsync(server)).FillAsync();
        var moment = server.Clock.GetUtcNow();
        await using var db = await server.Owner.OpenConnectionAsync(Cancel);
        await using var atom = await db.BeginTransactionAsync(Cancel);
        await using (var hold = new NpgsqlCommand("select from intake_documents where organization_id = $1 for update", db, atom) { Parameters = { new() { Value = vault.Tenant.Id.Value } } })
        {
            await hold.ExecuteNonQueryAsync(Cancel);
        }

        var report = await vault.RotateAsync(moment, attemptsMax: 2);
        await atom.RollbackAsync(Cancel);
        var next = await vault.RotateAsync(moment);

        Assert.Equal(
            [$"{vault.Tenant.Id}: 1 of intake_documents.content_sealed are in use all the time", $"{vault.Tenant.Id}: 1 of intake_documents.details_sealed are in use all the time"],
            report.Unfinished.Texts);
        Assert.Equal((1, 0), (report.Kept, report.Quarantined.Texts.Count));
        Assert.Equal((true, 0, 2L, 0), (next.IsOk, next.Rotated, next.Resealed, next.Kept));
        Assert.Empty(await vault.FaultsAsync());
    }

    [Fact]
    public async Task Of_two_at_once_the_second_is_refused()
    {
        var vault = await Vault.OpenAsync(server);
        await using (await RotationLock.TakeAsync(server.Owner, Cancel))
        {
            var refused = await Assert.ThrowsAsync<OperatorException>(() => vault.RotateAsync());
            Assert.StartsWith("Another rotation of secrets is at work.", refused.Message, StringComparison.Ordinal);
        }

        Assert.Equal(1, (await vault.RotateAsync()).Rotated);
    }

    [Fact]
    public async Task What_was_done_is_in_the_audit_log()
    {
        var vault = await Vault.OpenAsync(server);
        var old = (await vault.KeysAsync()).Single(key => key.IsActive).Id;

        await vault.RotateAsync();

        var made = (await vault.KeysAsync()).Single(key => key.IsActive).Id;
        Assert.Equal(1, await vault.CountAsync($"select count(*) from audit_entries where organization_id = $1 and action = 'data_key.rotated' and subject = 'key_{made:n}'"));
        Assert.Equal(1, await vault.CountAsync($"select count(*) from audit_entries where organization_id = $1 and action = 'data_key.destroyed' and subject = 'key_{old:n}'"));
    }

    private static async Task<bool> RunsToItsEndAsync(Vault vault, DateTimeOffset moment, int stopAt)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var told = 0;
        try
        {
            await vault.RotateAsync(
                moment,
                _ =>
                {
                    if (++told == stopAt)
                    {
                        stop.Cancel();
                    }
                },
                rowsMax: 1,
                cancel: stop.Token);
            return true;
        }
        catch (OperationCanceledException) when (!Cancel.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <summary>As an organization was before its keys could change: one key for all, and its wrapping without the master key's id.</summary>
    private static async Task MakeAsBeforeAsync(Vault vault)
    {
        await vault.BreakAsync("delete from organization_keys where organization_id = $1 and fingerprints");
        await vault.BreakAsync("update organization_keys set fingerprints = true, wrapped = substring(wrapped from 10) where organization_id = $1");
    }

    /// <summary>The fingerprints that who has the key can compute from guessed numbers.</summary>
    private static IEnumerable<string> Guessed(Vault.Key key) => Enumerable.Range(0, 3).Select(number => Convert.ToHexString(HMACSHA256.HashData(
        HKDF.DeriveKey(HashAlgorithmName.SHA256, key.Bytes, 32, info: "fingerprint"u8.ToArray()), Encoding.UTF8.GetBytes($"021000021/{Vault.Number(number)}"))));

    private async Task<IReadOnlyList<string>> FingerprintsAsync(Vault vault)
    {
        await using var command = server.Owner.CreateCommand("select encode(fingerprint, 'hex') from payment_methods where organization_id = $1 and fingerprint is not null");
        command.Parameters.Add(new() { Value = vault.Tenant.Id.Value });
        await using var row = await command.ExecuteReaderAsync(Cancel);
        var found = new List<string>();
        while (await row.ReadAsync(Cancel))
        {
            found.Add(row.GetString(0).ToUpperInvariant());
        }

        return found;
    }
}
