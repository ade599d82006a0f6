using Quittance.Server.Businesses;
using Quittance.Server.Security;
using Quittance.Server.Showing;
using Quittance.Server.Storage;

namespace Quittance.Server.Downloads;

/// <summary>What a link to businesses is for.</summary>
/// <param name="StartingAfter">Only those after this one, in the order of the list.</param>
/// <param name="Limit">At most so many; null for all.</param>
/// <param name="Extras">What is shown of them beside themselves.</param>
internal sealed record LinkedBusinesses(BusinessFilter Filter, Guid? StartingAfter, int? Limit, EntityExtras Extras, bool IsCsv);

/// <summary>Makes a link to the businesses that a list holds, as one file.</summary>
internal sealed class LinkBusinesses(Database database, TimeProvider clock)
{
    /// <param name="startingAfter">The last business before those that are wanted, by its id or foreign id.</param>
    public async Task<Token> RunAsync(Caller caller, LinkedBusinesses wanted, string? startingAfter, CancellationToken cancel)
    {
        await using var session = await database.OpenAsync(caller.Organization, caller.Businesses, cancel);
        if (startingAfter is not null)
        {
            wanted = wanted with { StartingAfter = (await session.ResolveBusinessAsync(startingAfter, cancel)).Value };
        }

        var link = await session.DownloadLinks.AddAsync(caller, DownloadLinkStore.Businesses, wanted, clock.GetUtcNow(), cancel);
        await session.CommitAsync(cancel);
        return link;
    }
}
