using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Users;

/// <summary>Adds a person to the organization, with a first password to hand over. Nothing is mailed.</summary>
internal sealed class CreateUser(Idempotency idempotency, PasswordHashes hashes, TimeProvider clock)
{
    /// <param name="businesses">The businesses to limit the person to; null for as many as the caller sees.</param>
    public Task<NewMember> RunAsync(
        Caller caller, string email, string? name, RoleChoice role, IReadOnlyList<Guid>? businesses, CancellationToken cancel)
    {
        var password = Password.New();
        var hash = hashes.Hash(password);
        return idempotency.OnceAsync(caller, new { operation = nameof(CreateUser), email, name, role, businesses }, async session =>
        {
            var chosen = role.From(await session.Users.RolesAsync(cancel));
            caller.RequireHolds(chosen.Permissions, $"make somebody {chosen.Name}");
            var limit = await BusinessLimit.WithinAsync(session, caller, businesses, cancel);
            var now = clock.GetUtcNow();
            var member = new Member(new User(UserId.New(now), Email.Normalize(email), name, chosen.Id, limit, now), chosen);
            member.RequireUnlimitedOwner();

            await session.Users.AddAsync(member.User, hash, cancel);
            session.Audit.Add(caller.Actor, "member.added", $"{member.Id}", null, AuditedMember.Of(member));
            session.Events.Add("member.added", member.Id.Value, new { member.Id.Value, role = chosen.Name });
            return new NewMember(member, password);
        }, cancel);
    }
}

/// <summary>A member and the password to hand over, which is shown this once.</summary>
internal sealed record NewMember(Member Member, string InitialPassword)
{
    /// <summary>Never the password.</summary>
    public override string ToString() => $"{Member.Id}";
}

/// <summary>What the audit log keeps of a member.</summary>
internal sealed record AuditedMember(string Email, string? Name, string Role, IReadOnlyList<Guid>? Businesses)
{
    public static AuditedMember Of(Member member) => new(member.User.Email, member.User.Name, member.Role.Name, member.User.Businesses);
}
