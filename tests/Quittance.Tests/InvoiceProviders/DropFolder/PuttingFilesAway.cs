using Quittance.Domain.Intake;

namespace Quittance.Tests.InvoiceProviders.DropFolder;

/// <summary>What becomes of a file once its bill is safely here.</summary>
public sealed class PuttingFilesAway : IDisposable
{
    private readonly DropFolderDesk _desk = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _desk.Dispose();

    [Theory]
    [InlineData(true, "done")]
    [InlineData(false, "faulty")]
    public async Task A_file_moves_to_where_it_belongs_and_to_be_told_twice_is_harmless(bool isReadable, string target)
    {
        _desk.Put("F-1.xml", "<Invoice/>");
        var bill = await TakeAsync();

        await _desk.CollectAsync(bill, isReadable);
        await _desk.CollectAsync(bill, isReadable);

        Assert.Equal("<Invoice/>", await ReadAsync(target, "F-1.xml"));
        Assert.False(File.Exists(_desk.PathOf("F-1.xml")));
        Assert.Empty(await _desk.ListAsync());
    }

    [Fact]
    public async Task The_same_name_dropped_again_is_another_bill_and_overwrites_nothing()
    {
        var ids = new List<string>();
        foreach (var text in new[] { "one", "two", "three" })
        {
            _desk.Put("F-1.xml", text);
            var bill = await TakeAsync();
            ids.Add(bill.ExternalId);
            await _desk.CollectAsync(bill);
        }

        Assert.Equal(3, ids.Distinct().Count());
        Assert.Equal(["one", "two", "three"], [await ReadAsync("done", "F-1.xml"), await ReadAsync("done", "F-1-2.xml"), await ReadAsync("done", "F-1-3.xml")]);
    }

    [Fact]
    public async Task The_same_name_is_another_bill_even_when_the_one_before_was_thrown_away()
    {
        _desk.Put("F-1.xml", "one");
        var first = await TakeAsync();
        await _desk.CollectAsync(first);
        File.Delete(_desk.PathOf("done", "F-1.xml")); // The next file may now get its inode.

        _desk.Put("F-1.xml", "two");

        Assert.NotEqual(first.ExternalId, (await TakeAsync()).ExternalId);
    }

    [Fact]
    public async Task A_server_that_died_before_it_could_put_a_file_away_does_so_when_it_meets_it_again()
    {
        _desk.Put("F-1.xml", "<Invoice/>");
        var bill = await TakeAsync();

        var restarted = _desk.NewProvider();
        var again = Assert.Single((await restarted.ListAsync(_desk.Access, new ProviderPlace("100/left-over", IsContinuation: false), Cancel)).Bills);
        await restarted.CollectedAsync(_desk.Access, again.ExternalId, again.Version, isReadable: true, Cancel);

        Assert.Equal(bill, again);
        Assert.True(File.Exists(_desk.PathOf("done", "F-1.xml")));
    }

    [Fact]
    public async Task A_file_that_changed_after_it_was_read_stays_to_be_read_again()
    {
        _desk.Put("F-1.xml", "half");
        var bill = await TakeAsync();
        _desk.Put("F-1.xml", "half and half");

        await _desk.CollectAsync(bill);

        var again = Assert.Single(await _desk.ListAsync());
        Assert.Equal(bill.ExternalId, again.ExternalId);
        Assert.NotEqual(bill.Version, again.Version);
    }

    [Fact]
    public async Task A_file_that_took_the_place_of_the_one_that_was_read_stays()
    {
        _desk.Put("F-1.xml", "one");
        var bill = await TakeAsync();
        _desk.Put("new", "two");
        File.Move(_desk.PathOf("new"), _desk.PathOf("F-1.xml"), overwrite: true);

        await _desk.CollectAsync(bill);

        Assert.Equal("two", await ReadAsync("F-1.xml"));
        Assert.NotEqual(bill.ExternalId, Assert.Single(await _desk.ListAsync()).ExternalId);
    }

    [Theory]
    [InlineData("Facture n° 1 – été.xml")]
    [InlineData("line\nbreak.xml")]
    [InlineData("\u202elmx.exe.xml")]
    [InlineData("\U0001f9fe.xml")]
    [InlineData("100% & <b>'\"; $(x) \\ ~.xml")]
    [InlineData("no-ending")]
    public async Task A_file_may_have_any_name(string name) => await TakeAndCollectTwiceAsync(name);

    [Fact]
    public async Task A_file_may_have_the_longest_name_there_is() => await TakeAndCollectTwiceAsync($"{new string('é', 125)}F.xml");

    [Fact]
    public async Task A_connections_folder_is_open_to_whom_the_operators_is()
    {
        Directory.Delete(_desk.Folder);
        const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupWrite
            | UnixFileMode.GroupExecute | UnixFileMode.SetGroup;
        File.SetUnixFileMode(_desk.Root, Mode);

        var found = await _desk.Provider.TestAsync(_desk.Access, Cancel);

        Assert.All(new[] { _desk.Folder, _desk.PathOf("done"), _desk.PathOf("faulty") }, path => Assert.Equal(Mode, File.GetUnixFileMode(path)));
        Assert.Contains(_desk.Access.ConnectionId.ToString(), found, StringComparison.Ordinal);
        Assert.DoesNotContain(_desk.Root, found, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_operators_folder_is_made_when_it_is_not_there()
    {
        Directory.Delete(_desk.Root, recursive: true);

        Assert.Empty(await _desk.ListAsync());

        Assert.True(Directory.Exists(_desk.Folder));
    }

    [Fact]
    public async Task An_operators_folder_that_cannot_be_made_is_told()
    {
        Directory.Delete(_desk.Root, recursive: true);
        await File.WriteAllTextAsync(_desk.Root, "", Cancel);

        Assert.Equal(ProviderFault.Unavailable, (await Assert.ThrowsAsync<ProviderException>(_desk.ListAsync)).Fault);
    }

    [Fact]
    public async Task Two_connections_have_two_folders()
    {
        _desk.Put("F-1.xml", "<Invoice/>");
        var bill = Assert.Single(await _desk.ListAsync());
        var other = _desk.Access with { ConnectionId = Guid.CreateVersion7(_desk.Clock.GetUtcNow()) };

        Assert.Empty((await _desk.Provider.ListAsync(other, new ProviderPlace(null, IsContinuation: false), Cancel)).Bills);
        Assert.Equal(ProviderFault.NotFound, (await Assert.ThrowsAsync<ProviderException>(() => _desk.Provider.FetchAsync(other, bill.ExternalId, Cancel))).Fault);
    }

    private async Task TakeAndCollectTwiceAsync(string name)
    {
        for (var time = 1; time <= 2; time++)
        {
            _desk.Put(name, $"<Invoice>{time}</Invoice>");
            var bill = await TakeAsync();
            await _desk.CollectAsync(bill);

            Assert.InRange(bill.ExternalId.Length, 1, AnnouncedBill.TextMax);
            Assert.DoesNotContain(bill.ExternalId, char.IsControl);
        }

        Assert.Equal(["<Invoice>1</Invoice>", "<Invoice>2</Invoice>"], Directory.EnumerateFiles(_desk.PathOf("done")).Select(File.ReadAllText).Order());
        Assert.True(File.Exists(_desk.PathOf("done", name)));
    }

    private async Task<AnnouncedBill> TakeAsync()
    {
        var bill = Assert.Single(await _desk.ListAsync());
        await _desk.FetchAsync(bill);
        return bill;
    }

    private Task<string> ReadAsync(params string[] names) => File.ReadAllTextAsync(_desk.PathOf(names), Cancel);
}
