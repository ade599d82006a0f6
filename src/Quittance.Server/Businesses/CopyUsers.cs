using Quittance.Domain.Businesses;
using Quittance.Server.Api;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Businesses;

/// <summary>Whose people others are to get too.</summary>
/// <param name="From">Id or foreign id of a business of the group; null: the one that has the most people, of several the one whose people changed last.</param>
/// <param name="Roles">Only people who hold one of these; none takes all.</param>
internal sealed record UserCopy(string? From, IReadOnlyList<string> Roles);

internal static class CopyUsers
{
    /// <summary>Gives businesses the people of another one. People who are there stay, and no foreign id comes twice.</summary>
    /// <param name="group">Those of whom one is to be copied from.</param>
    public static async Task CopyUsersAsync(
        this TenantSession session, Caller caller, UserCopy copy, IReadOnlyList<BusinessId> group, IReadOnlyList<BusinessId> others, DateTimeOffset now, CancellationToken cancel)
    {
        var people = (await SourceAsync(session, copy, group, cancel)).Where(user => copy.Roles.Count == 0 || user.Roles.Intersect(copy.Roles).Any()).ToList();
        foreach (var business in others)
        {
            var taken = (await session.BusinessUsers.OfAsync(business, cancel)).Select(user => user.ForeignId).OfType<string>().ToHashSet(StringComparer.Ordinal);
            foreach (var user in people.Where(user => user.ForeignId is not { } id || !taken.Contains(id)))
            {
                var own = user with { Id = BusinessUserId.New(now), BusinessId = business, CreatedAt = now, UpdatedAt = now };
                await session.BusinessUsers.AddAsync(own, cancel);
                session.Audit.Add(caller.Actor, "business_user.created", $"{own.Id}", null, AuditedBusinessUser.Of(own));
                session.Events.Add("business_user.created", own.Id.Value, new { own.Id.Value, BusinessId = business.Value });
            }
        }
    }

    private static async Task<IReadOnlyList<BusinessUser>> SourceAsync(TenantSession session, UserCopy copy, IReadOnlyList<BusinessId> group, CancellationToken cancel)
    {
        if (copy.From is { } named)
        {
            var source = await session.ResolveBusinessAsync(named, cancel);
            return group.Contains(source) ? await session.BusinessUsers.OfAsync(source, cancel) : throw Ids.NotFound("entity in the group");
        }

        IReadOnlyList<BusinessUser> most = [];
        foreach (var business in group)
        {
            var people = await session.BusinessUsers.OfAsync(business, cancel);
            most = people.Count > most.Count || (people.Count == most.Count && people.Count > 0 && people.Max(user => user.UpdatedAt) > most.Max(user => user.UpdatedAt)) ? people : most;
        }

        return most;
    }
}
