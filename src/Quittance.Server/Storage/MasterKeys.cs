using System.Security.Cryptography;

namespace Quittance.Server.Storage;

/// <summary>The master keys of this process: as a rule one; while master keys are exchanged, and after it for old backups, several.</summary>
/// <remarks>
/// Which one the data keys are wrapped under is not said here but by the database (<c>master_key_check</c>), so that all
/// servers agree at every moment. The first one is where <c>secrets rotate --master-key</c> goes to.
/// </remarks>
internal sealed class MasterKeys
{
    private readonly Func<CancellationToken, Task<IReadOnlyList<MasterKey>>>? _readAgain;
    private volatile IReadOnlyList<MasterKey> _keys;

    /// <param name="keys">At least one.</param>
    /// <param name="readAgain">Where to look when none fits: the file may have a new one meanwhile. Null where keys cannot change.</param>
    public MasterKeys(IReadOnlyList<MasterKey> keys, Func<CancellationToken, Task<IReadOnlyList<MasterKey>>>? readAgain = null)
    {
        ArgumentOutOfRangeException.ThrowIfZero(keys.Count);
        _keys = keys;
        _readAgain = readAgain;
    }

    public MasterKeys(MasterKey only)
        : this([only])
    {
    }

    public MasterKey First => _keys[0];

    public int Count => _keys.Count;

    /// <summary>Reads keys as operators write them, separated by commas or line ends.</summary>
    /// <exception cref="FormatException">One of them is none, or there is none.</exception>
    public static IReadOnlyList<MasterKey> ParseAll(string text)
    {
        var keys = text.Split([',', '\n'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(MasterKey.Parse).ToList();
        return keys.Count > 0 ? keys : [MasterKey.Parse(text)];
    }

    public MasterKey? Find(Func<MasterKey, bool> isIt) => _keys.FirstOrDefault(isIt);

    /// <summary>The key of a check value, null if it is none of ours.</summary>
    public MasterKey? Find(byte[] checkValue) => Find(key => key.IsOf(checkValue));

    /// <inheritdoc cref="Find(byte[])"/>
    public async Task<MasterKey?> FindAsync(byte[] checkValue, CancellationToken cancel) =>
        Find(checkValue) ?? (await RefreshAsync(cancel) ? Find(checkValue) : null);

    /// <exception cref="CryptographicException">It was wrapped under none of these keys, was changed, or was moved.</exception>
    public async Task<byte[]> UnwrapAsync(byte[] wrapped, string place, CancellationToken cancel) =>
        TryUnwrap(wrapped, place)
        ?? (await RefreshAsync(cancel) ? TryUnwrap(wrapped, place) : null)
        ?? throw new CryptographicException($"{place} opens under none of the master keys {string.Join(", ", _keys.Select(key => key.Id))}.");

    /// <summary>Reads the keys anew where they can have changed.</summary>
    /// <returns>False where they cannot.</returns>
    public async Task<bool> RefreshAsync(CancellationToken cancel)
    {
        if (_readAgain is null)
        {
            return false;
        }

        _keys = await _readAgain(cancel);
        return true;
    }

    /// <returns>Null if it does not open.</returns>
    public byte[]? TryUnwrap(byte[] wrapped, string place)
    {
        foreach (var key in _keys.Where(key => key.MayOpen(wrapped)))
        {
            try
            {
                return key.Unwrap(wrapped, place);
            }
            catch (CryptographicException)
            {
                // Without an id it may be another one's.
            }
        }

        return null;
    }

    /// <summary>Never the keys themselves.</summary>
    public override string ToString() => "***";
}
