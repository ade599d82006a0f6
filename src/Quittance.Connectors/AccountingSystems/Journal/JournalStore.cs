using Quittance.Domain.Accounting;

namespace Quittance.Connectors.AccountingSystems.Journal;

/// <summary>The journals below a folder, each opened by one process at a time.</summary>
internal sealed class JournalStore(string folder, TimeProvider clock)
{
    private const UnixFileMode FolderMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const int IndexesMax = 32;

    private static readonly TimeSpan LockPatience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LockInterval = TimeSpan.FromMilliseconds(2);

    private readonly Lock _guard = new();
    private readonly LinkedList<(Guid Connection, JournalIndex Index)> _indexes = []; // The one used last is first.

    /// <summary>Does something with a connection's journal while nobody else can.</summary>
    /// <exception cref="AccountingException">It cannot be opened or read.</exception>
    public async Task<T> WithAsync<T>(AccountingAccess access, Func<OpenJournal, T> use, CancellationToken cancel)
    {
        try
        {
            var path = Path.Combine(folder, access.ConnectionId.ToString());
            Directory.CreateDirectory(path, FolderMode);
            // Not the journal itself: editors put a new file in its place, and a lock would stay with the old one.
            using var held = await LockAsync(Path.Combine(path, "books.lock"), cancel);
            return await Task.Run(() => Use(access, path, held, use), cancel);
        }
        catch (UnauthorizedAccessException refused)
        {
            throw new AccountingException(AccountingFault.Forbidden, $"The server may not read or write the folder {access.ConnectionId} of its journals.", inner: refused);
        }
        catch (IOException failed)
        {
            throw new AccountingException(AccountingFault.Unavailable, $"The journal of {access.ConnectionId} cannot be read or written: {failed.Message.Replace(folder, "", StringComparison.Ordinal)}", inner: failed);
        }
    }

    private T Use<T>(AccountingAccess access, string path, FileStream held, Func<OpenJournal, T> use)
    {
        using var journal = OpenJournal.Open(path, access.CompanyName, held, Remembered(access.ConnectionId), clock);
        try
        {
            return use(journal);
        }
        finally
        {
            Remember(access.ConnectionId, journal.Index);
        }
    }

    private async Task<FileStream> LockAsync(string path, CancellationToken cancel)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
            BufferSize = 0,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        };
        var began = clock.GetTimestamp();
        while (true)
        {
            try
            {
                return new FileStream(path, options);
            }
            catch (IOException held) when (held is not (FileNotFoundException or DirectoryNotFoundException or PathTooLongException))
            {
                if (clock.GetElapsedTime(began) > LockPatience)
                {
                    throw new AccountingException(AccountingFault.Unavailable, "The journal is in use by another process.", inner: held);
                }
            }

            await Task.Delay(LockInterval, clock, cancel);
        }
    }

    private JournalIndex? Remembered(Guid connection)
    {
        lock (_guard)
        {
            return _indexes.FirstOrDefault(known => known.Connection == connection).Index;
        }
    }

    private void Remember(Guid connection, JournalIndex? index)
    {
        lock (_guard)
        {
            for (var node = _indexes.First; node is not null; node = node.Next)
            {
                if (node.Value.Connection == connection)
                {
                    _indexes.Remove(node);
                    break;
                }
            }

            if (index is not null)
            {
                _indexes.AddFirst((connection, index));
                if (_indexes.Count > IndexesMax)
                {
                    _indexes.RemoveLast();
                }
            }
        }
    }
}
