using Quittance.Server.Hosting;
using Quittance.Server.Networks;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Api.Network;

/// <summary>Invitations: how a connection with someone else's business begins.</summary>
internal static class InvitationEndpoints
{
    public static void MapInvitations(this IEndpointRouteBuilder api)
    {
        api.MapGroup("/businesses/{businessId}/invitations").WithTags("Invitations").MapSent();
        api.MapGroup("/invitations").WithTags("Invitations").MapReceived();
    }

    private static void MapSent(this RouteGroupBuilder sent)
    {
        sent.MapPost("/", async (
            string businessId, InvitationRequest body, HttpRequest request, ServerOptions options, Caller caller, InviteBusiness invite, CancellationToken cancel) =>
        {
            var made = await invite.RunAsync(caller, NetworkIds.BusinessOf(businessId), body.Checked(), cancel);
            return TypedResults.Created((string?)null, NewInvitationResponse.Of(made, request, options));
        }).Needs(Permission.Network).WithSummary("Invite a business to connect, by e-mail address or by a public link");

        sent.MapGet("/", async (
            string businessId, [AsParameters] PageQuery query, HttpResponse response, Caller caller, ListSentInvitations list, CancellationToken cancel) =>
        {
            var page = query.Checked();
            var invitations = await list.RunAsync(caller, NetworkIds.BusinessOf(businessId), page, cancel);
            PageQuery.SetNext(response, page, invitations, invitation => new Cursor(invitation.CreatedAt, invitation.Id.Value));
            return TypedResults.Ok(invitations.Select(InvitationResponse.Of));
        }).Needs(Permission.Network).WithSummary("List the invitations that a business sent");

        sent.MapPost("/{invitationId}/cancel", async (
            string businessId, string invitationId, Caller caller, CancelInvitation cancelIt, CancellationToken cancel) =>
            TypedResults.Ok(InvitationResponse.Of(
                await cancelIt.RunAsync(caller, NetworkIds.BusinessOf(businessId), NetworkIds.InvitationOf(invitationId), cancel))))
            .Needs(Permission.Network).WithSummary("Take an invitation back");

        sent.MapPost("/{invitationId}/resend", async (
            string businessId, string invitationId, HttpRequest request, ServerOptions options, Caller caller, ResendInvitation resend, CancellationToken cancel) =>
            TypedResults.Ok(NewInvitationResponse.Of(
                await resend.RunAsync(caller, NetworkIds.BusinessOf(businessId), NetworkIds.InvitationOf(invitationId), cancel), request, options)))
            .Needs(Permission.Network).WithSummary("Make a new link with the full lifetime; the old one ends");
    }

    private static void MapReceived(this RouteGroupBuilder received)
    {
        received.MapGet("/", async (
            [AsParameters] PageQuery query, HttpResponse response, Caller caller, ListReceivedInvitations list, CancellationToken cancel) =>
        {
            var page = query.Checked();
            var cards = await list.RunAsync(caller, page, cancel);
            PageQuery.SetNext(response, page, cards, card => new Cursor(card.CreatedAt, card.Id.Value));
            return TypedResults.Ok(cards.Select(ReceivedInvitationResponse.Of));
        }).Needs(Permission.Network).WithSummary("List the invitations to you and your businesses");

        received.MapPost("/accept", async (AcceptRequest body, Caller caller, AcceptInvitation accept, CancellationToken cancel) =>
        {
            var (token, business, alias) = body.Checked();
            return TypedResults.Ok(ConnectionResponse.Of(await accept.RunAsync(caller, token, business, alias, cancel)));
        }).Needs(Permission.Network).WithSummary("Accept an invitation with one of your businesses; answers the active connection");

        received.MapPost("/decline", async (DeclineRequest body, Caller caller, DeclineInvitation decline, CancellationToken cancel) =>
            TypedResults.Ok(ReceivedInvitationResponse.Of(await decline.RunAsync(caller, body.Checked(), cancel))))
            .Needs(Permission.Network).WithSummary("Decline an invitation");

        received.MapPost("/sign-up", async (SignUpRequest body, HttpContext context, SignUpByInvitation signUp, CancellationToken cancel) =>
        {
            var (token, content) = body.Checked();
            return TypedResults.Created((string?)null, SignUpResponse.Of(await signUp.RunAsync(token, content, context.TraceIdentifier, cancel)));
        }).AllowAnonymous().WithSummary("Accept an invitation as a newcomer: makes an organization, its owner and a business at once; needs no credentials");
    }
}
