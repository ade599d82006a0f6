using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Networks;

/// <summary>Takes a tag away from every connection that has it; hence only for who sees the whole organization.</summary>
internal sealed class DeleteTag(Idempotency idempotency)
{
    public Task RunAsync(Caller caller, Guid id, CancellationToken cancel)
    {
        caller.RequireOrganizationWide("delete tags, which other businesses use too");
        return idempotency.OnceAsync(caller, new { operation = nameof(DeleteTag), id }, async session =>
        {
            var tag = await session.Tags.LockAsync(id, cancel);

            await session.Tags.DeleteAsync(id, cancel);
            session.Audit.Add(caller.Actor, "tag.deleted", $"tag_{id:n}", tag, null);
            session.Events.Add("tag.deleted", id, tag);
            return tag;
        }, cancel);
    }
}
