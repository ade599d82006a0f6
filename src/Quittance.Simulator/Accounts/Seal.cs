using System.Security.Cryptography;
using System.Text;

namespace Quittance.Simulator.Accounts;

/// <summary>Marks what the simulator hands out and gets back (access tokens, links), so that it need not remember any of it.</summary>
internal sealed class Seal(int seed)
{
    private readonly byte[] _key = SHA256.HashData(Encoding.UTF8.GetBytes($"seal/{seed}"));

    public string Of(string text) => Convert.ToHexStringLower(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(text)))[..32];

    public bool Fits(string text, string seal) => string.Equals(Of(text), seal, StringComparison.Ordinal);
}
