using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Users;

/// <summary>Takes a person out of the organization; their sessions and tokens end with it.</summary>
internal sealed class RemoveMember(Idempotency idempotency)
{
    public Task<Member> RunAsync(Caller caller, UserId id, CancellationToken cancel) =>
        idempotency.OnceAsync(caller, new { operation = nameof(RemoveMember), id }, async session =>
        {
            var member = await session.Users.LockAsync(id, caller.Businesses, cancel);
            caller.RequireHolds(member.Role.Permissions, $"remove a member who is {member.Role.Name}");
            await session.Users.RequireAnotherOwnerAsync(member, cancel);

            await session.Users.RemoveAsync(id, cancel);
            session.Audit.Add(caller.Actor, "member.removed", $"{id}", AuditedMember.Of(member), null);
            session.Events.Add("member.removed", id.Value, new { id.Value });
            return member;
        }, cancel);
}
