using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Quittance.Server.Users;

/// <summary>How passwords are kept: by ASP.NET Core's hasher, PBKDF2 with HMAC-SHA-512 and a salt for each.</summary>
internal sealed class PasswordHashes(IOptions<PasswordHasherOptions> options)
{
    /// <summary>What the OWASP Password Storage Cheat Sheet asks for with this function.</summary>
    public const int Rounds = 210_000;

    private static readonly object NoUser = new();

    private readonly PasswordHasher<object> _hasher = new(options);

    private readonly string _nobodys = new PasswordHasher<object>(options).HashPassword(NoUser, Password.New());

    public string Hash(string password) => _hasher.HashPassword(NoUser, password);

    /// <param name="hash">What is stored; null for a person who does not exist, which takes as long and fails.</param>
    public PasswordVerificationResult Verify(string? hash, string password)
    {
        var result = _hasher.VerifyHashedPassword(NoUser, hash ?? _nobodys, password);
        return hash is null ? PasswordVerificationResult.Failed : result;
    }
}
