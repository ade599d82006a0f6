using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Quittance.Domain.Businesses;
using Quittance.Server.Businesses;

namespace Quittance.Server.Api.Payments;

/// <summary>Entities that are looked at together.</summary>
public sealed record EntityGroupResponse(
    string Id,
    [property: Description("Those that the caller sees.")] IReadOnlyList<EntityResponse> Entities,
    IReadOnlyDictionary<string, string> Metadata,
    string? ForeignId = null,
    string? Name = null,
    [property: Description("The part before the @ of the address to which their bills are sent.")] string? EmailToName = null);

/// <summary>A page of entity groups.</summary>
/// <param name="Count">Of all that were asked for, not only those of the page.</param>
public sealed record EntityGroupList(long Count, bool HasMore, IReadOnlyList<EntityGroupResponse> Data);

/// <summary>A new entity group.</summary>
public sealed record EntityGroupRequest(
    [property: Description("Your own id for it; unique in the organization.")] string? ForeignId,
    string? Name,
    [property: Description("The part before the @ of the address to which their bills are sent.")] string? EmailToName,
    [property: Description("Up to 50 pairs of texts of your own.")] IReadOnlyDictionary<string, string?>? Metadata,
    [property: Description("Ids or foreign ids.")] IReadOnlyList<string?>? EntityIds)
{
    internal (BusinessGroupContent Content, IReadOnlyList<string> Members) Checked()
    {
        var check = new Check();
        var content = new EntityGroupUpdateRequest(ForeignId, Name, EmailToName, Metadata).Over(check, null);
        var members = EntityGroupMembersRequest.Texts(check, EntityIds);
        check.Done();
        return (content, members);
    }
}

/// <summary>Changes to an entity group; what is left out stays as it is, and an empty text takes away.</summary>
public sealed record EntityGroupUpdateRequest(
    string? ForeignId,
    string? Name,
    string? EmailToName,
    [property: Description("Replaces all that there is.")] IReadOnlyDictionary<string, string?>? Metadata)
{
    internal BusinessGroupContent CheckedOver(BusinessGroup group)
    {
        var check = new Check();
        var content = Over(check, group);
        check.Done();
        return content;
    }

    internal BusinessGroupContent Over(Check check, BusinessGroup? group) => new(
        ForeignId is null ? group?.ForeignId : check.Optional("foreignId", ForeignId),
        Name is null ? group?.Name : check.Optional("name", Name),
        EmailToName is null ? group?.EmailTo : EntityFields.LocalPart(check, "emailToName", EmailToName),
        Metadata is null ? group?.Metadata ?? new Dictionary<string, string>() : EntityFields.Metadata(check, Metadata));
}

/// <summary>Entities that come.</summary>
public sealed record EntityGroupAddition(
    [property: Required, Description("Ids or foreign ids.")] IReadOnlyList<string?>? EntityIds,
    [property: Description("An entity of the group, by its id or foreignId, whose users those that come get too; true takes the one that has the most users; false or left out: nobody's.")] JsonElement? CopyUsersFrom,
    [property: Description("Only users who have one of these roles are copied.")] IReadOnlyList<string?>? FilterRoles)
{
    private const int RolesMax = 50;

    internal (IReadOnlyList<string> Members, UserCopy? Copy) Checked()
    {
        var members = new EntityGroupMembersRequest(EntityIds).Checked();
        var check = new Check();
        var roles = check.Items("filterRoles", FilterRoles, RolesMax).Select(role => check.Required("filterRoles", role)).ToList();
        string? from = null;
        switch (CopyUsersFrom?.ValueKind)
        {
            case null or JsonValueKind.Null or JsonValueKind.False:
                check.Done();
                return (members, null);
            case JsonValueKind.True:
                break;
            case JsonValueKind.String:
                from = Named(check, CopyUsersFrom.Value);
                break;
            default:
                check.Fault("copyUsersFrom", "copyUsersFrom must be an entity of the group, true or false");
                break;
        }

        check.Done();
        return (members, new UserCopy(from, roles));
    }

    private static string Named(Check check, JsonElement entity)
    {
        try
        {
            return check.Required("copyUsersFrom", CleanStrings.Of(entity));
        }
        catch (UnusableTextException unusable)
        {
            check.Fault("copyUsersFrom", $"copyUsersFrom {unusable.Message}");
            return "";
        }
    }
}

/// <summary>Entities that come or go.</summary>
public sealed record EntityGroupMembersRequest([property: Required, Description("Ids or foreign ids.")] IReadOnlyList<string?>? EntityIds)
{
    internal IReadOnlyList<string> Checked()
    {
        var check = new Check();
        if (EntityIds is not { Count: > 0 })
        {
            check.Fault("entityIds", "entityIds must name at least one entity");
        }

        var members = Texts(check, EntityIds);
        check.Done();
        return members;
    }

    internal static IReadOnlyList<string> Texts(Check check, IReadOnlyList<string?>? ids) =>
        [.. check.Items("entityIds", ids, BusinessGroupStore.MembersMax).Select(id => check.Required("entityIds", id))];
}

/// <summary>The parameters by which entity groups are listed.</summary>
public sealed record EntityGroupQuery(
    [property: Description("How many groups at most."), Range(1, 20), DefaultValue(1)] int? Limit,
    [property: Description("The id of the last group of the page before.")] string? StartingAfter,
    [property: Description("A part of the name, in any case.")] string? Search)
{
    private const int LimitMax = 20;

    internal (string? Search, string? StartingAfter, int Limit) Checked()
    {
        var check = new Check();
        check.Between("limit", Limit, 1, LimitMax);
        var search = check.Optional("search", Search);
        check.Done();
        return (search, string.IsNullOrEmpty(StartingAfter) ? null : StartingAfter, Limit ?? 1);
    }
}
