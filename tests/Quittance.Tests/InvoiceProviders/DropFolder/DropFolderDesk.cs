using System.Text;
using Quittance.Connectors.InvoiceProviders.DropFolder;
using Quittance.Domain.Intake;
using Quittance.Tests.Storage;

namespace Quittance.Tests.InvoiceProviders.DropFolder;

/// <summary>An operator's drop folder with one connection, and somebody who puts files into it.</summary>
internal sealed class DropFolderDesk : IDisposable
{
    private readonly ScratchFolder _scratch = new();

    private int _written;

    public DropFolderDesk()
    {
        Root = Path.Combine(_scratch.Path, "drop");
        Provider = NewProvider();
        Access = new ProviderAccess(Guid.CreateVersion7(Clock.GetUtcNow()), null, new Dictionary<string, string>());
        Folder = Path.Combine(Root, Access.ConnectionId.ToString());
        Directory.CreateDirectory(Folder);
    }

    public TestClock Clock { get; } = new();

    public string Root { get; }

    /// <summary>The connection's own.</summary>
    public string Folder { get; }

    /// <summary>Somewhere else on the machine.</summary>
    public string Elsewhere => _scratch.Path;

    public ProviderAccess Access { get; }

    /// <summary>One that lives on; <see cref="NewProvider"/> gives one that knows nothing yet.</summary>
    public DropFolderProvider Provider { get; }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public DropFolderProvider NewProvider() => new(Root, Clock);

    public string PathOf(params string[] names) => Path.Combine([Folder, .. names]);

    /// <summary>Writes a file that has lain still for an hour; one that is written later is a second younger.</summary>
    public byte[] Put(string name, string text)
    {
        File.WriteAllText(PathOf(name), text);
        File.SetLastWriteTimeUtc(PathOf(name), Clock.GetUtcNow().UtcDateTime.AddHours(-1).AddSeconds(_written++));
        return Encoding.UTF8.GetBytes(text);
    }

    public async Task<IReadOnlyList<AnnouncedBill>> ListAsync() => (await Provider.ListAsync(Access, new ProviderPlace(null, IsContinuation: false), Cancel)).Bills;

    public Task<ProviderFile> FetchAsync(AnnouncedBill bill) => Provider.FetchAsync(Access, bill.ExternalId, Cancel);

    public Task CollectAsync(AnnouncedBill bill, bool isReadable = true) => Provider.CollectedAsync(Access, bill.ExternalId, bill.Version, isReadable, Cancel);

    public void Dispose() => _scratch.Dispose();
}
