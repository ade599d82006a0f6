using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Businesses;

/// <summary>Takes a group away; its businesses stay.</summary>
internal sealed class DeleteBusinessGroup(Idempotency idempotency)
{
    /// <param name="group">Id or foreign id.</param>
    public Task RunAsync(Caller caller, string group, CancellationToken cancel) =>
        idempotency.OnceAsync(caller, new { operation = nameof(DeleteBusinessGroup), group }, async session =>
        {
            var id = await session.ResolveGroupAsync(group, cancel);
            caller.RequireOrganizationWide("delete entity groups");
            var before = await session.BusinessGroups.LockAsync(id, cancel);

            await session.BusinessGroups.DeleteAsync(id, cancel);
            session.TellOfGroup(caller.Actor, "deleted", id, before, null);
            return id;
        }, cancel);
}
