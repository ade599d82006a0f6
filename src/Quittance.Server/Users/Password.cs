using System.Security.Cryptography;

namespace Quittance.Server.Users;

/// <summary>What a password may be.</summary>
internal static class Password
{
    /// <summary>The fewest characters of a password that a person chooses.</summary>
    public const int LengthMin = 12;

    /// <summary>The most characters of a password.</summary>
    public const int LengthMax = 256;

    /// <summary>A random password of 96 bits, to be shown once.</summary>
    public static string New() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(12));
}
