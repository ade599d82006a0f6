using Quittance.Server.Api.Payments.Documents;
using Quittance.Server.Security;
using Quittance.Server.Showing;
using Quittance.Server.Storage;

namespace Quittance.Server.Businesses;

/// <summary>Groups, newest first: all of the organization, or for a limited caller those that one of its businesses is in.</summary>
internal sealed class ListBusinessGroups(Database database)
{
    /// <param name="search">A part of the name, in any case.</param>
    /// <param name="startingAfter">The last group of the page before, by its id or foreign id.</param>
    public async Task<ShownJson> RunAsync(Caller caller, string? search, string? startingAfter, int limit, CancellationToken cancel)
    {
        await using var session = await database.OpenAsync(caller.Organization, caller.Businesses, cancel);
        var after = startingAfter is null ? null : await session.BusinessGroups.GetAsync(await session.ResolveGroupAsync(startingAfter, cancel), cancel);
        var (groups, count) = await session.BusinessGroups.SearchAsync(search, after, limit + 1, cancel);
        return await session.ShowGroupsAsync(caller, [.. groups.Take(limit)], count, groups.Count > limit, cancel);
    }
}
