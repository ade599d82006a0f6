using Quittance.Domain;
using Quittance.Domain.Businesses;
using Quittance.Domain.Networks;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Networks;

/// <summary>Replaces the tags that one side has put on a connection.</summary>
internal sealed class ReplaceConnectionTags(Idempotency idempotency)
{
    /// <param name="side">The business whose tags these are; null takes the payer where the caller sees both.</param>
    /// <param name="tags">The ids, and each one's text as the caller wrote it.</param>
    public Task<ConnectionView> RunAsync(
        Caller caller, NetworkConnectionId id, BusinessId? side, IReadOnlyList<(Guid Id, string Text)> tags, CancellationToken cancel)
    {
        var ids = tags.Select(tag => tag.Id).Distinct().Order().ToArray();
        return idempotency.OnceAsync(caller, new { operation = nameof(ReplaceConnectionTags), id, side, ids }, async session =>
        {
            var role = await session.Connections.LockSideAsync(id, side, cancel);
            var before = await session.ConnectionViews.GetAsync(id, side, cancel);
            RequireKnown(tags, await session.Tags.HoldAsync(ids, cancel));

            await session.Connections.SetTagsAsync(id, role, ids, cancel);
            var after = await session.ConnectionViews.GetAsync(id, side, cancel);
            session.Audit.Add(caller.Actor, "connection.tags_replaced", $"{id}", new { role, before.Tags }, new { role, after.Tags });
            session.Events.Add("connection.tags_replaced", id.Value, ConnectionEvent.Of(after.Connection));
            return after;
        }, cancel);
    }

    private static void RequireKnown(IReadOnlyList<(Guid Id, string Text)> tags, IReadOnlyList<Tag> known)
    {
        var ids = known.Select(tag => tag.Id).ToHashSet();
        FieldFault[] unknown =
        [
            .. tags.Index()
                .Where(tag => !ids.Contains(tag.Item.Id))
                .Select(tag => new FieldFault($"tagIds[{tag.Index}]", $"there is no tag {tag.Item.Text}")),
        ];
        if (unknown.Length > 0)
        {
            throw new RefusedException(Refusal.UnknownTags, "Some of the tags do not exist.", unknown);
        }
    }
}
