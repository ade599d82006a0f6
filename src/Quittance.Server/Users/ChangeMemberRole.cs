using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Users;

/// <summary>Gives a person another role. It holds from their next request on, for their sessions and tokens alike.</summary>
internal sealed class ChangeMemberRole(Idempotency idempotency, TimeProvider clock)
{
    public Task<Member> RunAsync(Caller caller, UserId id, RoleChoice role, CancellationToken cancel) =>
        idempotency.OnceAsync(caller, new { operation = nameof(ChangeMemberRole), id, role }, async session =>
        {
            var before = await session.Users.LockAsync(id, caller.Businesses, cancel);
            var chosen = role.From(await session.Users.RolesAsync(cancel));
            caller.RequireHolds(before.Role.Permissions.Union(chosen.Permissions), $"change a member from {before.Role.Name} to {chosen.Name}");

            var after = new Member(before.User with { RoleId = chosen.Id }, chosen);
            after.RequireUnlimitedOwner();
            if (!after.IsOwner)
            {
                await session.Users.RequireAnotherOwnerAsync(before, cancel);
            }

            await session.Users.SetRoleAsync(id, chosen.Id, clock.GetUtcNow(), cancel);
            session.Audit.Add(caller.Actor, "member.role_changed", $"{id}", AuditedMember.Of(before), AuditedMember.Of(after));
            session.Events.Add("member.role_changed", id.Value, new { id.Value, role = chosen.Name });
            return after;
        }, cancel);
}
