using System.Globalization;
using Quittance.Domain.Intake;

namespace Quittance.Connectors.InvoiceProviders.DropFolder;

/// <summary>Takes bills out of folders of this machine, one for each connection.</summary>
/// <param name="root">The operator's folder; a connection's lies in it under the connection's id.</param>
public sealed class DropFolderProvider(string root, TimeProvider clock) : IInvoiceProvider, IBillCollector
{
    /// <summary>The largest file that is taken, in bytes.</summary>
    public const int FileBytesMax = 32 * 1024 * 1024;

    /// <summary>How many files a page lists.</summary>
    public const int PageSize = 100;

    /// <summary>Where a file goes that was taken.</summary>
    public const string Done = "done";

    /// <summary>Where a file goes that is no invoice.</summary>
    public const string Faulty = "faulty";

    // What lies beyond has its turn when these have been taken away.
    private const int FilesMax = 10_000;

    private readonly QuietFiles _quiet = new(clock);

    /// <inheritdoc/>
    public InvoiceProviderProfile Profile => DropFolderProfile.Folder;

    /// <inheritdoc/>
    public bool CanPoll(ProviderAccess access) => true;

    /// <inheritdoc/>
    public Task<string> TestAsync(ProviderAccess access, CancellationToken cancel) => InFolderAsync(access, folder =>
    {
        var waiting = folder.Files().Take(FilesMax).Count();
        using var done = folder.Below(Done);
        using var faulty = folder.Below(Faulty);
        return Task.FromResult(string.Create(CultureInfo.InvariantCulture, $"The folder {access.ConnectionId} of the server's drop folder can be used; {waiting} files wait in it."));
    }, cancel);

    /// <inheritdoc/>
    public Task<ProviderPage> ListAsync(ProviderAccess access, ProviderPlace place, CancellationToken cancel) => InFolderAsync(access, folder =>
    {
        // What was listed goes away once it is safely here, so a run begins with the oldest file that is there. Only its pages go on from one another.
        var files = folder.Files().Take(FilesMax)
            .Where(file => file.State.SizeBytes > 0 && (!place.IsContinuation || IsAfter(file, place.Watermark)) && _quiet.IsQuiet(access.ConnectionId, file))
            .OrderBy(file => file.State.ModifiedAt).ThenBy(file => file.ExternalId, StringComparer.Ordinal)
            .ToList();
        cancel.ThrowIfCancellationRequested();

        var page = files.Take(PageSize).ToList();
        return Task.FromResult(new ProviderPage(
            [.. page.Select(file => new AnnouncedBill(file.ExternalId, file.Version))], page.Count == 0 ? place.Watermark : PlaceOf(page[^1]), files.Count > page.Count));
    }, cancel);

    /// <inheritdoc/>
    public Task<ProviderFile> FetchAsync(ProviderAccess access, string externalId, CancellationToken cancel) => InFolderAsync(access, async folder =>
    {
        var file = Find(folder, externalId) ?? throw Gone();
        if (file.State.SizeBytes > FileBytesMax)
        {
            throw new ProviderException(ProviderFault.TooLarge, $"{file.ShownName} is larger than {FileBytesMax} bytes.");
        }

        using var opened = folder.OpenFile(file) ?? throw Gone();
        var content = new byte[file.State.SizeBytes];
        var length = 0;
        while (length < content.Length && await RandomAccess.ReadAsync(opened, content.AsMemory(length), length, cancel) is > 0 and var read)
        {
            length += read;
        }

        if (Libc.StateOf(opened) != file.State)
        {
            throw new ProviderException(ProviderFault.Unavailable, $"{file.ShownName} is being written.");
        }

        return new ProviderFile(file.ShownName, content);
    }, cancel);

    /// <inheritdoc/>
    public Task CollectedAsync(ProviderAccess access, string externalId, string version, bool isReadable, CancellationToken cancel) => InFolderAsync(access, folder =>
    {
        if (Find(folder, externalId) is { } file && file.Version == version)
        {
            using var target = folder.Below(isReadable ? Done : Faulty);
            folder.Move(file, target);
        }

        return Task.FromResult(true);
    }, cancel);

    private async Task<T> InFolderAsync<T>(ProviderAccess access, Func<OpenDropFolder, Task<T>> use, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        try
        {
            using var parent = OpenDropFolder.Root(root);
            using var folder = parent.Below(access.ConnectionId.ToString());
            return await use(folder);
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            throw new ProviderException(ProviderFault.Unavailable, $"The folder {access.ConnectionId} cannot be read.", inner: failed);
        }
    }

    private static DropFile? Find(OpenDropFolder folder, string externalId)
    {
        var found = DropFile.NameIn(externalId) is { } name ? folder.Find(name)
            : DropFile.IsChanged(externalId) ? folder.Files().FirstOrDefault(file => file.ExternalId == externalId)
            : null;
        return found?.ExternalId == externalId ? found : null;
    }

    private static bool IsAfter(DropFile file, string? watermark)
    {
        if (watermark?.Split('/', 2) is not [var time, var id] || !Int128.TryParse(time, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var modified))
        {
            return true;
        }

        return file.State.ModifiedAt > modified || (file.State.ModifiedAt == modified && string.CompareOrdinal(file.ExternalId, id) > 0);
    }

    private static string PlaceOf(DropFile file) => string.Create(CultureInfo.InvariantCulture, $"{file.State.ModifiedAt}/{file.ExternalId}");

    private static ProviderException Gone() => new(ProviderFault.NotFound, "The file is not in the folder any more.");
}
