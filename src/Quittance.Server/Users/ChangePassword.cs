using System.Net;
using Microsoft.AspNetCore.Identity;
using Quittance.Domain;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Users;

/// <summary>Gives the caller another password and ends their other sessions.</summary>
/// <remarks>
/// Without idempotency keys, which would store a plain hash of both passwords: a second try with the old password is refused.
/// </remarks>
internal sealed class ChangePassword(Database database, SignInThrottle throttle, PasswordHashes hashes, TimeProvider clock)
{
    /// <param name="keptHash">The SHA-256 of the token or session that asks, whose session stays.</param>
    public async Task RunAsync(Caller caller, string current, string next, byte[]? keptHash, IPAddress? remote, CancellationToken cancel)
    {
        var id = new UserId(caller.UserId ?? throw new RefusedException(Refusal.NotFound, "This token is the organization's own; no person with a password is behind it."));
        var (member, hash) = await ReadAsync(caller, id, cancel);
        await throttle.CountAsync(member.User.Email, remote, cancel); // A stolen session is no way to guess the password without waiting.
        if (hashes.Verify(hash, current) == PasswordVerificationResult.Failed)
        {
            throw WrongPassword();
        }

        await throttle.ForgiveAsync(member.User.Email, remote, cancel);
        var nextHash = hashes.Hash(next);

        await using var session = await database.OpenAsync(caller.Organization, caller.Businesses, cancel);
        await session.Users.LockAsync(id, null, cancel);
        if (await session.Users.PasswordHashAsync(id, cancel) != hash)
        {
            throw WrongPassword();
        }

        await session.Users.SetPasswordAsync(id, nextHash, clock.GetUtcNow(), cancel);
        await session.SignIns.EndAllAsync(id, keptHash, cancel);
        session.Audit.Add(caller.Actor, "member.password_changed", $"{id}", null, null);
        session.Events.Add("member.password_changed", id.Value, new { id.Value });
        await session.CommitAsync(cancel);
    }

    private async Task<(Member Member, string? Hash)> ReadAsync(Caller caller, UserId id, CancellationToken cancel)
    {
        await using var session = await database.OpenAsync(caller.Organization, caller.Businesses, cancel);
        return (await session.Users.GetAsync(id, null, cancel), await session.Users.PasswordHashAsync(id, cancel));
    }

    private static RefusedException WrongPassword() =>
        new(Refusal.InvalidInput, "Validation failed.", new FieldFault("currentPassword", "currentPassword is wrong"));
}
