using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Networks;

internal sealed class CreateTag(Idempotency idempotency, TimeProvider clock)
{
    public Task<Tag> RunAsync(Caller caller, string name, string? color, CancellationToken cancel) =>
        idempotency.OnceAsync(caller, new { operation = nameof(CreateTag), name, color }, async session =>
        {
            var now = clock.GetUtcNow();
            var tag = new Tag(Guid.CreateVersion7(now), name, color);

            await session.Tags.AddAsync(tag, now, cancel);
            session.Audit.Add(caller.Actor, "tag.created", $"tag_{tag.Id:n}", null, tag);
            session.Events.Add("tag.created", tag.Id, tag);
            return tag;
        }, cancel);
}
