using System.Diagnostics;
using Quittance.Domain.Intake;

namespace Quittance.Tests.InvoiceProviders.DropFolder;

/// <summary>What a drop folder does not take: what is not finished, and what is not a file of the folder.</summary>
public sealed class LeavingFilesAlone : IDisposable
{
    private readonly DropFolderDesk _desk = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _desk.Dispose();

    [Theory]
    [InlineData(".F-1.xml")]
    [InlineData("F-1.xml.tmp")]
    [InlineData("F-1.xml.PART")]
    [InlineData("F-1.xml.filepart")]
    public async Task A_file_with_the_name_of_an_unfinished_one_waits_for_its_own(string name)
    {
        _desk.Put(name, "<Invoice/>");
        Assert.Empty(await _desk.ListAsync());

        File.Move(_desk.PathOf(name), _desk.PathOf("F-1.xml"));

        Assert.Single(await _desk.ListAsync());
    }

    [Fact]
    public async Task A_file_is_taken_when_it_has_lain_still_for_two_seconds()
    {
        _desk.Put("F-1.xml", "<Invoice>");
        _desk.Clock.Advance(TimeSpan.FromHours(2));
        File.SetLastWriteTimeUtc(_desk.PathOf("F-1.xml"), _desk.Clock.GetUtcNow().UtcDateTime);
        Assert.Empty(await _desk.ListAsync());

        _desk.Clock.Advance(TimeSpan.FromSeconds(2));

        Assert.Single(await _desk.ListAsync());
    }

    [Fact]
    public async Task A_file_from_the_future_is_taken_when_it_did_not_change_between_two_looks()
    {
        _desk.Put("F-1.xml", "<Invoice>");
        File.SetLastWriteTimeUtc(_desk.PathOf("F-1.xml"), _desk.Clock.GetUtcNow().UtcDateTime.AddDays(300));
        Assert.Empty(await _desk.ListAsync());
        File.SetLastWriteTimeUtc(_desk.PathOf("F-1.xml"), _desk.Clock.GetUtcNow().UtcDateTime.AddDays(301));
        _desk.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Empty(await _desk.ListAsync());

        _desk.Clock.Advance(TimeSpan.FromMinutes(1));

        Assert.Single(await _desk.ListAsync());
    }

    [Fact]
    public async Task An_empty_file_waits_for_its_content()
    {
        _desk.Put("F-1.xml", "");
        Assert.Empty(await _desk.ListAsync());

        _desk.Put("F-1.xml", "<Invoice/>");

        Assert.Single(await _desk.ListAsync());
    }

    [Fact]
    public async Task Folders_are_not_walked_into()
    {
        Directory.CreateDirectory(_desk.PathOf("2026"));
        _desk.Put(Path.Combine("2026", "F-1.xml"), "<Invoice/>");

        Assert.Empty(await _desk.ListAsync());
    }

    [Fact]
    public async Task A_link_is_not_followed_even_if_it_takes_the_place_of_a_file()
    {
        var secret = Path.Combine(_desk.Elsewhere, "master.key");
        await File.WriteAllTextAsync(secret, "the secret", Cancel);
        _desk.Put("F-1.xml", "<Invoice/>");
        var bill = Assert.Single(await _desk.ListAsync());

        File.Delete(_desk.PathOf("F-1.xml"));
        File.CreateSymbolicLink(_desk.PathOf("F-1.xml"), secret);
        File.CreateSymbolicLink(_desk.PathOf("F-2.xml"), secret);

        Assert.Empty(await _desk.ListAsync());
        Assert.Equal(ProviderFault.NotFound, (await Assert.ThrowsAsync<ProviderException>(() => _desk.FetchAsync(bill))).Fault);
        await _desk.CollectAsync(bill);
        Assert.Equal("the secret", await File.ReadAllTextAsync(secret, Cancel));
        Assert.True(File.Exists(_desk.PathOf("F-1.xml")));
    }

    [Fact]
    public async Task A_connections_folder_that_is_a_link_is_not_followed()
    {
        var other = Path.Combine(_desk.Elsewhere, "other");
        Directory.CreateDirectory(other);
        await File.WriteAllTextAsync(Path.Combine(other, "F-1.xml"), "<Invoice/>", Cancel);
        Directory.Delete(_desk.Folder);
        Directory.CreateSymbolicLink(_desk.Folder, other);
        _desk.Clock.Advance(TimeSpan.FromMinutes(1));

        var failure = await Assert.ThrowsAsync<ProviderException>(_desk.ListAsync);

        Assert.Equal(ProviderFault.Unavailable, failure.Fault);
        Assert.DoesNotContain(_desk.Root, failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("done")]
    [InlineData("faulty")]
    public async Task Nothing_is_moved_through_a_link(string target)
    {
        var elsewhere = Path.Combine(_desk.Elsewhere, "cron.d");
        Directory.CreateDirectory(elsewhere);
        Directory.CreateSymbolicLink(_desk.PathOf(target), elsewhere);
        _desk.Put("F-1.xml", "<Invoice/>");
        var bill = Assert.Single(await _desk.ListAsync());

        await Assert.ThrowsAsync<ProviderException>(() => _desk.CollectAsync(bill, isReadable: target == "done"));

        Assert.Empty(Directory.EnumerateFileSystemEntries(elsewhere));
        Assert.True(File.Exists(_desk.PathOf("F-1.xml")));
    }

    [Fact]
    public async Task A_pipe_is_not_waited_for_even_if_it_takes_the_place_of_a_file()
    {
        _desk.Put("F-1.xml", "<Invoice/>");
        var bill = Assert.Single(await _desk.ListAsync());
        File.Delete(_desk.PathOf("F-1.xml"));
        await RunAsync("mkfifo", _desk.PathOf("F-1.xml"));

        Assert.Empty(await _desk.ListAsync());
        Assert.Equal(ProviderFault.NotFound, (await Assert.ThrowsAsync<ProviderException>(() => _desk.FetchAsync(bill))).Fault);
    }

    [Fact]
    public async Task A_file_whose_name_is_no_text_does_not_stop_the_others()
    {
        await RunAsync("sh", "-c", "printf x > \"$0/$(printf '\\377\\376').xml\"", _desk.Folder);
        _desk.Put("F-1.xml", "<Invoice/>");
        Assert.Equal(2, Directory.EnumerateFiles(_desk.Folder).Count());

        Assert.Equal("F-1.xml", (await _desk.FetchAsync(Assert.Single(await _desk.ListAsync()))).FileName);
        await RunAsync("rm", "-r", _desk.Folder); // .NET cannot name it to delete it either.
    }

    [Fact]
    public async Task A_file_that_is_too_large_is_not_read()
    {
        await using (var file = File.Create(_desk.PathOf("F-1.xml")))
        {
            file.SetLength(Connectors.InvoiceProviders.DropFolder.DropFolderProvider.FileBytesMax + 1L);
        }

        _desk.Clock.Advance(TimeSpan.FromMinutes(1));
        var bill = Assert.Single(await _desk.ListAsync());

        Assert.Equal(ProviderFault.TooLarge, (await Assert.ThrowsAsync<ProviderException>(() => _desk.FetchAsync(bill))).Fault);
    }

    private static async Task RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        await process.WaitForExitAsync(Cancel);
        Assert.Equal(0, process.ExitCode);
    }
}
