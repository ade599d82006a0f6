using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using Quittance.Domain.Businesses;
using Quittance.Server.Api.Payments;
using Quittance.Server.Api.Payments.Documents;
using Quittance.Server.Businesses;
using Quittance.Server.Security;
using Quittance.Server.Showing;
using Quittance.Server.Storage;

namespace Quittance.Server.Downloads;

/// <summary>Reads all businesses that a link is for, newest first, as of one moment, and never more than a portion of them at a time.</summary>
internal sealed class ReadBusinesses(Database database)
{
    private const int AtOnce = 100;

    /// <summary>Rows of a table.</summary>
    public async IAsyncEnumerable<EntityResponse> RowsAsync(Caller maker, LinkedBusinesses wanted, [EnumeratorCancellation] CancellationToken cancel)
    {
        await using var session = await database.OpenToReadAsync(maker.Organization, maker.Businesses, cancel);
        await foreach (var ids in IdsAsync(session, wanted, cancel))
        {
            foreach (var entity in await session.EntitiesAsync(ids, wanted.Extras, cancel))
            {
                yield return entity;
            }
        }
    }

    /// <summary>Writes a JSON array of them in the dialect's shape.</summary>
    public Task WriteJsonAsync(Caller maker, LinkedBusinesses wanted, PipeWriter output, CancellationToken cancel) =>
        JoinedArrays.WriteAsync(PortionsAsync(maker, wanted, cancel), output, cancel);

    private async IAsyncEnumerable<ShownJson> PortionsAsync(Caller maker, LinkedBusinesses wanted, [EnumeratorCancellation] CancellationToken cancel)
    {
        await using var session = await database.OpenToReadAsync(maker.Organization, maker.Businesses, cancel);
        await foreach (var ids in IdsAsync(session, wanted, cancel))
        {
            yield return await session.ShowEntitiesAsync(maker, ids, wanted.Extras, cancel);
        }
    }

    // Whatever the link was to start after may be out of its maker's sight by now; then nothing comes after it.
    private static async IAsyncEnumerable<IReadOnlyList<BusinessId>> IdsAsync(
        TenantSession session, LinkedBusinesses wanted, [EnumeratorCancellation] CancellationToken cancel)
    {
        var (after, left) = (wanted.StartingAfter is { } first ? new BusinessId(first) : (BusinessId?)null, wanted.Limit ?? int.MaxValue);
        while (left > 0 && await FindBusinesses.ReadAsync(session, wanted.Filter, after, Math.Min(left, AtOnce), cancel) is { Count: > 0 } ids)
        {
            yield return ids;
            (after, left) = (ids[^1], left - ids.Count);
        }
    }
}
