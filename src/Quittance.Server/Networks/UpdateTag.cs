using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Networks;

/// <summary>Renames or recolors a tag, wherever it is used; hence only for who sees the whole organization.</summary>
internal sealed class UpdateTag(Idempotency idempotency)
{
    /// <param name="change">What the caller changes, given what there is.</param>
    public Task<Tag> RunAsync(Caller caller, Guid id, object request, Func<Tag, Tag> change, CancellationToken cancel)
    {
        caller.RequireOrganizationWide("change tags, which other businesses use too");
        return idempotency.OnceAsync(caller, new { operation = nameof(UpdateTag), id, request }, async session =>
        {
            var before = await session.Tags.LockAsync(id, cancel);

            var after = change(before);

            await session.Tags.UpdateAsync(after, cancel);
            session.Audit.Add(caller.Actor, "tag.updated", $"tag_{id:n}", before, after);
            session.Events.Add("tag.updated", id, after);
            return after;
        }, cancel);
    }
}
