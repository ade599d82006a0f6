using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Quittance.Domain.Businesses;
using Quittance.Server.Businesses;

namespace Quittance.Server.Api.Payments;

/// <summary>What is said of an entity user; what is left out stays as it is.</summary>
public sealed record EntityUserRequest(
    [property: Description("What your system calls the user; unique in the entity.")] string? ForeignId,
    string? Email,
    string? Name,
    [property: Description("Any words. Approval policies and the organization's rolePermissions name them.")] IReadOnlyList<string>? Roles)
{
    private const int RolesMax = 50;

    internal BusinessUserContent Checked()
    {
        var check = new Check();
        var content = new BusinessUserContent(
            check.Optional("foreignId", ForeignId),
            check.Email("email", Email),
            check.Optional("name", Name),
            Roles is null ? null : [.. check.Items("roles", Roles, RolesMax).Select(role => check.Required("roles", role)).Distinct()]);
        check.Done();
        return content;
    }
}

/// <summary>A page of entity users.</summary>
/// <param name="Count">How many meet the filters, on all pages together.</param>
/// <param name="HasMore">Whether there are more after the last one of this page.</param>
public sealed record EntityUserList(long Count, bool HasMore, IReadOnlyList<EntityUserResponse> Data);

/// <summary>The parameters of the search for entity users; a repeated key is a list of alternatives.</summary>
public sealed record EntityUserQuery(
    string[]? ForeignId,
    [property: Description("Users who have any of these roles.")] string[]? Role,
    [property: Description("A part of the name, whatever its case.")] string? Name,
    [property: Description("A part of the address, whatever its case.")] string? Email,
    [property: Range(1, EntityUserQuery.LimitMax), DefaultValue(EntityUserQuery.LimitDefault)] int? Limit,
    [property: Description("The id of the last user of the page before.")] string? StartingAfter)
{
    internal const int LimitDefault = 10;
    internal const int LimitMax = 100;
    private const int ValuesMax = 100;

    internal (BusinessUserFilter Filter, BusinessUserId? After, int Limit) Checked()
    {
        var check = new Check();
        check.Between("limit", Limit, 1, LimitMax);
        var filter = new BusinessUserFilter(
            [.. check.Items("foreignId", ForeignId, ValuesMax).Where(text => text.Length > 0)],
            [.. check.Items("role", Role, ValuesMax).Where(text => text.Length > 0)],
            check.Optional("name", Name),
            check.Optional("email", Email));
        check.Done();
        return (filter, string.IsNullOrEmpty(StartingAfter) ? null : new BusinessUserId(Ids.Read(PaymentsIds.User, "user", StartingAfter)), Limit ?? LimitDefault);
    }
}
