using System.Globalization;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Quittance.Connectors.AccountingSystems.Journal;

/// <summary>How a server left a journal. It is kept in the file of the lock; to lose it costs reading the journal once more.</summary>
/// <param name="Generation">Which writing of the file it is.</param>
/// <param name="ModifiedAt">In ticks.</param>
internal sealed record JournalState(string Generation, long SizeBytes, long ModifiedAt)
{
    private const int BytesMax = 100;

    /// <summary>How the journal is now.</summary>
    public static JournalState Of(SafeFileHandle file, string generation) =>
        new(generation, RandomAccess.GetLength(file), File.GetLastWriteTimeUtc(file).Ticks);

    /// <summary>How it was left; null when nobody knows.</summary>
    public static JournalState? Read(FileStream held)
    {
        var bytes = new byte[BytesMax];
        var length = RandomAccess.Read(held.SafeFileHandle, bytes, 0);
        return Encoding.ASCII.GetString(bytes, 0, length).Split(' ') is [var generation, var size, var modified, "."]
            && long.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out var sizeBytes)
            && long.TryParse(modified, NumberStyles.None, CultureInfo.InvariantCulture, out var modifiedAt)
                ? new JournalState(generation, sizeBytes, modifiedAt)
                : null;
    }

    /// <summary>Whether nobody has touched the journal since.</summary>
    public bool IsOf(SafeFileHandle file) => this == Of(file, Generation);

    /// <summary>Keeps it.</summary>
    public void Write(FileStream held)
    {
        var bytes = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Generation} {SizeBytes} {ModifiedAt} ."));
        RandomAccess.Write(held.SafeFileHandle, bytes, 0);
        RandomAccess.SetLength(held.SafeFileHandle, bytes.Length);
    }
}
