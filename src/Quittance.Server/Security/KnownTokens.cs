using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Quittance.Server.Storage;

namespace Quittance.Server.Security;

/// <summary>Whose the tokens were that were presented to this process lately. It is a guess: whoever uses it asks the database in the same breath.</summary>
internal sealed class KnownTokens
{
    private const int TokensMax = 10_000;

    private readonly ConcurrentDictionary<(UInt128, UInt128), OrganizationId> _organizations = new();

    public OrganizationId? OrganizationOf(ReadOnlySpan<byte> hash) => _organizations.TryGetValue(KeyOf(hash), out var organization) ? organization : null;

    public void Remember(ReadOnlySpan<byte> hash, OrganizationId organization)
    {
        var key = KeyOf(hash);
        if (_organizations.ContainsKey(key))
        {
            return;
        }

        if (_organizations.Count >= TokensMax)
        {
            _organizations.Clear();
        }

        _organizations[key] = organization;
    }

    private static (UInt128, UInt128) KeyOf(ReadOnlySpan<byte> hash) => (MemoryMarshal.Read<UInt128>(hash), MemoryMarshal.Read<UInt128>(hash[16..]));
}
