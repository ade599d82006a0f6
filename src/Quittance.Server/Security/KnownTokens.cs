using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Quittance.Server.Showing;

namespace Quittance.Server.Security;

/// <summary>What those saw whose tokens were presented to this process lately. It is a guess: whoever uses it asks the database in the same breath.</summary>
internal sealed class KnownTokens
{
    private const int TokensMax = 10_000;

    private readonly ConcurrentDictionary<(UInt128, UInt128), Sight> _sights = new();

    public Sight? SightOf(ReadOnlySpan<byte> hash) => _sights.GetValueOrDefault(KeyOf(hash));

    public void Remember(ReadOnlySpan<byte> hash, Caller caller)
    {
        var (key, sight) = (KeyOf(hash), Sight.Of(caller));
        if (_sights.GetValueOrDefault(key) == sight)
        {
            return;
        }

        if (_sights.Count >= TokensMax)
        {
            _sights.Clear();
        }

        _sights[key] = sight;
    }

    private static (UInt128, UInt128) KeyOf(ReadOnlySpan<byte> hash) => (MemoryMarshal.Read<UInt128>(hash), MemoryMarshal.Read<UInt128>(hash[16..]));
}
