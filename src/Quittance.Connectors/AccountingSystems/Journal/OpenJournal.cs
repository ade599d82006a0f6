using System.Globalization;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Quittance.Domain.Accounting;

namespace Quittance.Connectors.AccountingSystems.Journal;

/// <summary>A journal that nobody else can open now.</summary>
/// <remarks>
/// The lock's own file says how large the journal was after the last append and when that was. If it is so still, nobody but servers has written, and
/// only what is new has to be read. If not, somebody edited it, or a server died: then all of it is read anew, as another generation.
/// </remarks>
internal sealed class OpenJournal : IDisposable
{
    private const string FileName = "books.journal";

    private readonly string _folder;
    private readonly string _companyName;
    private readonly FileStream _held;
    private SafeFileHandle? _file;
    private string _generation;

    private OpenJournal(string folder, string companyName, FileStream held, string generation) =>
        (_folder, _companyName, _held, _generation) = (folder, companyName, held, generation);

    /// <summary>What is known of it; null while it cannot be read.</summary>
    public JournalIndex? Index { get; private set; }

    /// <summary>What is known of it.</summary>
    public JournalIndex Known => Index!;

    /// <summary>Whether there is a file yet.</summary>
    public bool Exists => _file is not null;

    /// <summary>Opens the journal and reads what is new in it.</summary>
    /// <param name="held">The file of the lock.</param>
    /// <param name="remembered">What was known of it; null for nothing.</param>
    public static OpenJournal Open(string folder, string companyName, FileStream held, JournalIndex? remembered, TimeProvider clock)
    {
        var mark = JournalState.Read(held);
        var path = Path.Combine(folder, FileName);
        var fresh = clock.GetUtcNow().UtcTicks.ToString("x", CultureInfo.InvariantCulture);
        var journal = new OpenJournal(folder, companyName, held, mark?.Generation ?? fresh);
        try
        {
            if (File.Exists(path))
            {
                journal._file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
                if (mark is null || !mark.IsOf(journal._file))
                {
                    journal._generation = fresh;
                }
            }

            journal.Read(remembered?.Generation == journal._generation ? remembered : null);
            return journal;
        }
        catch
        {
            journal.Dispose();
            throw;
        }
    }

    /// <summary>Where the file ends, as a place that is good as long as nobody edits what is before it.</summary>
    public JournalPlace Place(long offset) => new(_generation, offset);

    /// <summary>The blocks from a place on.</summary>
    public IEnumerable<JournalBlock> Blocks(long offset) => _file is null ? [] : JournalScan.Blocks(_file, offset, 1);

    /// <summary>The entry with this key, and what is owed by it now; null when there is none.</summary>
    public (JournalEntry Entry, JournalMark Mark)? Find(string key) =>
        Known.Mark(key) is { } mark && Blocks(mark.Offset).First() is var block && JournalParser.Parse(block) is JournalEntry entry && entry.Links.Contains(key) ? (entry, mark) : null;

    /// <summary>Writes a text to the end, waits until the disk has it, and reads it back.</summary>
    public void Append(string text)
    {
        _file ??= Create();
        var bytes = Encoding.UTF8.GetBytes(text);
        var end = RandomAccess.GetLength(_file);
        try
        {
            RandomAccess.Write(_file, bytes, end);
            RandomAccess.FlushToDisk(_file);
        }
        catch (IOException)
        {
            RandomAccess.SetLength(_file, end); // A full disk: half an entry would be in the way of the bookkeeper.
            throw;
        }

        var back = new byte[bytes.Length];
        if (RandomAccess.Read(_file, back, end) != back.Length || !back.AsSpan().SequenceEqual(bytes))
        {
            throw new AccountingException(AccountingFault.Unavailable, "The journal does not hold what was just written to it.");
        }

        var index = Known;
        Index = null; // What is half known is not kept.
        TakeIn(index);
        Index = index;
        JournalState.Of(_file, _generation).Write(_held);
    }

    /// <inheritdoc/>
    public void Dispose() => _file?.Dispose();

    private void Read(JournalIndex? remembered)
    {
        var index = remembered ?? new JournalIndex { Generation = _generation };
        if (_file is null)
        {
            Index = Chart();
            return;
        }

        TakeIn(index);
        Index = index;
        JournalState.Of(_file, _generation).Write(_held);
    }

    private void TakeIn(JournalIndex index)
    {
        JournalBlock? last = null;
        foreach (var block in JournalScan.Blocks(_file!, index.End, index.EndLine))
        {
            if (last is not null)
            {
                index.Take(last);
            }

            last = block;
        }

        if (last is null)
        {
            return;
        }

        if (JournalTear.IsTorn(last, index))
        {
            Cut(last);
            return;
        }

        if (!last.IsTerminated)
        {
            RandomAccess.Write(_file!, "\n"u8, last.End);
            RandomAccess.FlushToDisk(_file!);
            last = last with { End = last.End + 1, IsTerminated = true };
        }

        index.Take(last);
    }

    // Nobody was told that it is in the books, so it may go; but not without a trace.
    private void Cut(JournalBlock torn)
    {
        using (var aside = new FileStream(Path.Combine(_folder, "books.torn"), OwnersOnly(FileMode.Append)))
        {
            aside.Write(Encoding.UTF8.GetBytes(string.Join('\n', torn.Lines.Append("").Append(""))));
        }

        RandomAccess.SetLength(_file!, torn.Offset);
        RandomAccess.FlushToDisk(_file!);
    }

    private SafeFileHandle Create()
    {
        var path = Path.Combine(_folder, FileName);
        var begun = $"{path}.new";
        using (var stream = new FileStream(begun, OwnersOnly(FileMode.Create)))
        {
            stream.Write(Encoding.UTF8.GetBytes(JournalChart.HeaderOf(_companyName)));
            stream.Flush(flushToDisk: true);
        }

        File.Move(begun, path);
        var file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        var index = new JournalIndex { Generation = _generation };
        foreach (var block in JournalScan.Blocks(file, 0, 1))
        {
            index.Take(block);
        }

        Index = index;
        return file;
    }

    private static FileStreamOptions OwnersOnly(FileMode mode) => new() { Mode = mode, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite };

    // A journal that is not there yet has the accounts that it will begin with.
    private JournalIndex Chart()
    {
        var index = new JournalIndex { Generation = _generation };
        foreach (var (line, number) in JournalChart.HeaderOf(_companyName).Split('\n').Select((line, number) => (line, number)).Where(line => line.line.Length > 0))
        {
            index.Take(new JournalBlock(0, 0, number + 1, [line], IsTerminated: true));
        }

        return index;
    }
}
