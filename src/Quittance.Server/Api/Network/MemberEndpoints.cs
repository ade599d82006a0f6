using Quittance.Server.Security;
using Quittance.Server.Storage;
using Quittance.Server.Users;

namespace Quittance.Server.Api.Network;

/// <summary>Members: the people of the organization.</summary>
internal static class MemberEndpoints
{
    public static void MapMembers(this IEndpointRouteBuilder api)
    {
        var members = api.MapGroup("/members").WithTags("Members");

        members.MapPost("/", async (MemberRequest body, HttpResponse response, Caller caller, CreateUser create, CancellationToken cancel) =>
        {
            var (email, name, role, businesses) = body.Checked();
            var made = NewMemberResponse.Of(await create.RunAsync(caller, email, name, role, businesses, cancel));
            response.Headers.CacheControl = "no-store";
            return TypedResults.Created($"/api/members/{made.Id}", made);
        }).Needs(Permission.Settings).WithSummary("Add a member; the answer shows their first password once");

        members.MapGet("/", async ([AsParameters] PageQuery query, HttpResponse response, Caller caller, ListMembers list, CancellationToken cancel) =>
        {
            var page = query.Checked();
            var found = await list.RunAsync(caller, page, cancel);
            PageQuery.SetNext(response, page, found, member => new Cursor(member.User.CreatedAt, member.Id.Value));
            return TypedResults.Ok(found.Select(MemberResponse.Of));
        }).Needs(Permission.Settings).WithSummary("List members");

        members.MapGet("/{memberId}", async (string memberId, Caller caller, GetMember get, CancellationToken cancel) =>
            TypedResults.Ok(MemberResponse.Of(await get.RunAsync(caller, NetworkIds.MemberOf(memberId), cancel))))
            .Needs(Permission.Settings).WithSummary("Get a member");

        members.MapPatch("/{memberId}/role", async (string memberId, MemberRoleRequest body, Caller caller, ChangeMemberRole change, CancellationToken cancel) =>
            TypedResults.Ok(MemberResponse.Of(await change.RunAsync(caller, NetworkIds.MemberOf(memberId), body.Checked(), cancel))))
            .Needs(Permission.Settings).WithSummary("Change a member's role; it holds at once");

        members.MapDelete("/{memberId}", async (string memberId, Caller caller, RemoveMember remove, CancellationToken cancel) =>
        {
            await remove.RunAsync(caller, NetworkIds.MemberOf(memberId), cancel);
            return TypedResults.NoContent();
        }).Needs(Permission.Settings).WithSummary("Remove a member; their sessions and tokens end");
    }
}
