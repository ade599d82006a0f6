using Quittance.Server.Api.Payments;
using Quittance.Server.Api.Payments.Documents;
using Quittance.Server.Invoices;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Showing;

/// <summary>Remarks on bills with the people who made them.</summary>
internal static class ShowComments
{
    public static Task<ShownJson> ShowCommentAsync(this TenantSession session, Caller caller, InvoiceComment comment, CancellationToken cancel) =>
        Show.OneAsync(session, caller, PaymentsJson.Write(Of(comment)), cancel);

    public static Task<ShownJson> ShowCommentsAsync(this TenantSession session, Caller caller, IReadOnlyList<InvoiceComment> comments, CancellationToken cancel) =>
        Show.ArrayAsync(session, caller, [.. comments.Select(comment => (ReadOnlyMemory<byte>)PaymentsJson.Write(Of(comment)))], cancel);

    private static CommentResponse Of(InvoiceComment comment) => new(
        PaymentsIds.Write(PaymentsIds.Comment, comment.Id),
        comment.Text,
        comment.CreatedAt,
        comment.UpdatedAt,
        comment.UserId is { } user ? new UserMark(user.Value) : null,
        comment is { UserId: { } approver, Action: { } action }
            ? new AssociatedApprovalActionResponse(PaymentsIds.Write(PaymentsIds.User, approver.Value), action.ToUpperInvariant())
            : null);
}
