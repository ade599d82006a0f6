using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Quittance.Domain.Accounting;

namespace Quittance.Connectors.AccountingSystems.Tryton;

/// <summary>The sessions that are open, in memory only: after a restart one logs in anew.</summary>
internal sealed class TrytonSessions
{
    private const int CountMax = 2000;

    private readonly ConcurrentDictionary<string, TrytonSession> _open = new(StringComparer.Ordinal);

    public TrytonSession? Find(AccountingAccess access) => _open.GetValueOrDefault(KeyOf(access));

    public void Keep(AccountingAccess access, TrytonSession session)
    {
        if (_open.Count >= CountMax)
        {
            _open.Clear(); // They are opened again one by one.
        }

        _open[KeyOf(access)] = session;
    }

    public void Forget(AccountingAccess access) => _open.TryRemove(KeyOf(access), out _);

    // Everything that decides whose session it is, so that a changed password or company never meets the old one.
    private static string KeyOf(AccountingAccess access)
    {
        string?[] parts =
        [
            access.ConnectionId.ToString(), access.Setting(TrytonProfile.BaseUrl), access.Setting(TrytonProfile.Database), access.Setting(TrytonProfile.User),
            access.Setting(TrytonProfile.Company), access.RequiredSecret(TrytonProfile.Password),
        ];
        return Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\0', parts))));
    }
}
