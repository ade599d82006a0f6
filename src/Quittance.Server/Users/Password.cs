using System.Security.Cryptography;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Quittance.Server.Users;

/// <summary>How passwords are kept: ASP.NET Core's hasher, PBKDF2 with HMAC-SHA-512 and a salt for each.</summary>
internal static class Password
{
    /// <summary>The fewest characters of a password that a person chooses.</summary>
    public const int LengthMin = 12;

    /// <summary>The most characters of a password.</summary>
    public const int LengthMax = 256;

    // What the OWASP Password Storage Cheat Sheet asks for with this function.
    private const int Rounds = 210_000;

    private static readonly PasswordHasher<object> Hasher = new(Options.Create(new PasswordHasherOptions { IterationCount = Rounds }));

    private static readonly object NoUser = new();

    private static readonly string NobodysHash = Hash(New());

    /// <summary>A random password of 96 bits, to be shown once.</summary>
    public static string New() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(12));

    public static string Hash(string password) => Hasher.HashPassword(NoUser, password);

    /// <param name="hash">What is stored; null for a person who does not exist, which takes as long and fails.</param>
    public static PasswordVerificationResult Verify(string? hash, string password)
    {
        var result = Hasher.VerifyHashedPassword(NoUser, hash ?? NobodysHash, password);
        return hash is null ? PasswordVerificationResult.Failed : result;
    }
}
