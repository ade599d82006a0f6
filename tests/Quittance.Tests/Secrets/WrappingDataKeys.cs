using System.Security.Cryptography;
using Quittance.Server.Hosting;
using Quittance.Server.Storage;
using Quittance.Tests.Storage;

namespace Quittance.Tests.Secrets;

public sealed class WrappingDataKeys
{
    private static readonly byte[] Key = [.. Enumerable.Range(0, 32).Select(n => (byte)n)];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void A_wrapped_key_says_whose_it_is_and_opens_under_that_one_in_its_place_only()
    {
        var (mine, other) = (MasterKey.New(), MasterKey.New());

        var wrapped = mine.Wrap(Key, "here");

        Assert.Equal(mine.Id, Convert.ToHexStringLower(wrapped.AsSpan(1, 8)));
        Assert.Equal((true, false), (mine.Wraps(wrapped), other.MayOpen(wrapped)));
        Assert.Equal(Key, mine.Unwrap(wrapped, "here"));
        Assert.ThrowsAny<CryptographicException>(() => mine.Unwrap(wrapped, "there"));
        Assert.ThrowsAny<CryptographicException>(() => other.Unwrap(wrapped, "here"));
    }

    [Fact]
    public async Task A_key_wrapped_before_there_were_ids_opens_under_whichever_of_the_keys_it_is()
    {
        var (first, second) = (MasterKey.New(), MasterKey.New());
        var wrapped = second.Wrap(Key, "here")[9..];

        Assert.Equal(Key, await new MasterKeys([first, second]).UnwrapAsync(wrapped, "here", Cancel));
        await Assert.ThrowsAsync<CryptographicException>(() => new MasterKeys(first).UnwrapAsync(wrapped, "here", Cancel));
    }

    [Fact]
    public async Task A_running_server_finds_the_new_key_in_the_file_when_it_needs_it()
    {
        using var folder = new ScratchFolder();
        var file = Path.Combine(folder.Path, "master.key");
        var old = Assert.Single(await MasterKeyFile.MakeAsync(file, Cancel));
        var server = new MasterKeys([old], async cancel => (await MasterKeyFile.TryReadAsync(file, cancel))!);

        await MasterKeyFile.AddFirstAsync(file, Cancel);
        var keys = (await MasterKeyFile.TryReadAsync(file, Cancel))!;
        var wrapped = keys[0].Wrap(Key, "here");

        Assert.Equal([keys[0].Id, old.Id], keys.Select(key => key.Id));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        Assert.Equal([file], Directory.GetFiles(folder.Path));
        Assert.Equal(old.Id, server.First.Id);
        Assert.Equal(Key, await server.UnwrapAsync(wrapped, "here", Cancel));
        Assert.Equal(keys[0].Id, server.First.Id);
    }

    [Theory]
    [InlineData("")]
    [InlineData(",")]
    [InlineData("short")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=,short")]
    public void What_is_no_list_of_keys_is_refused(string text) => Assert.Throws<FormatException>(() => MasterKeys.ParseAll(text));

    [Fact]
    public void Keys_are_separated_by_commas_or_lines_and_never_shown()
    {
        var (first, second) = (MasterKey.New(), MasterKey.New());

        var commas = MasterKeys.ParseAll($"{first.ToBase64()}, {second.ToBase64()}");
        var lines = MasterKeys.ParseAll($"{first.ToBase64()}\n{second.ToBase64()}\n\n");

        Assert.Equal([first.Id, second.Id], commas.Select(key => key.Id));
        Assert.Equal([first.Id, second.Id], lines.Select(key => key.Id));
        Assert.Equal(("***", "***"), (first.ToString(), new MasterKeys(commas).ToString()));
    }
}
