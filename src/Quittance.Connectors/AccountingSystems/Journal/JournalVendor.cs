using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Quittance.Connectors.AccountingSystems.Journal;

/// <summary>A vendor as the last note on its account has it.</summary>
/// <param name="Key">Ours; null on one that a bookkeeper wrote.</param>
internal sealed record JournalVendor(string? Key, string Name, string? TaxNumber, string? Email)
{
    /// <summary>Changes when any of it does.</summary>
    public string Version { get; } = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{Name}\n{TaxNumber}\n{Email}")))[..16];

    /// <summary>The line that says so. The key is at its end, so that half a line is known as such.</summary>
    public string Note(string account, DateOnly date)
    {
        var tax = TaxNumber is null ? "" : $"tax:{TaxNumber}, ";
        var email = Email is null ? "" : $"email:{Email}, ";
        return string.Create(CultureInfo.InvariantCulture, $"{date:yyyy-MM-dd} note {account} \"{Name}\" ; {tax}{email}key:{Key}\n");
    }
}
