using Quittance.Server.Security;

namespace Quittance.Server.Api.Payments;

/// <summary>What roles of entity users may do: the dialect's words, and what they come to in ours, which are fewer.</summary>
/// <remarks>
/// A role gets one of ours only if it has the right to do what that is mainly about; the rest of what ours covers comes with it. So it
/// takes a right to schedule to hold <c>payments</c>, with which payment methods are kept too, and never less.
/// </remarks>
internal static class RolePermissions
{
    private const string Everything = "invoice.all";

    /// <summary>All words that the dialect knows.</summary>
    public static readonly IReadOnlyList<string> Words =
    [
        Everything,
        "invoice.view.all", "invoice.view.draft", "invoice.view.new", "invoice.view.approved", "invoice.view.scheduled", "invoice.view.pending",
        "invoice.view.paid", "invoice.view.archived", "invoice.view.refused", "invoice.view.canceled", "invoice.view.failed",
        "invoice.create.all", "invoice.create.draft", "invoice.create.new", "invoice.create.approved", "invoice.create.scheduled", "invoice.create.archived", "invoice.create.cancel",
        "invoice.update.all", "invoice.update.draft", "invoice.update.new", "invoice.update.approved", "invoice.update.scheduled", "invoice.update.archived", "invoice.update.cancel",
        "invoice.delete", "invoice.comment.view", "invoice.comment.create", "invoice.approver.override", "invoice.check.print",
        "paymentMethod.all", "paymentMethod.view", "paymentMethod.create", "paymentMethod.update", "paymentMethod.delete",
    ];

    private static readonly string[] Approving = ["invoice.update.all", "invoice.update.new", "invoice.update.approved", "invoice.approver.override"];
    private static readonly string[] Paying = ["invoice.create.all", "invoice.create.scheduled", "invoice.update.all", "invoice.update.scheduled"];

    /// <summary>Our permissions for a role that has these words.</summary>
    public static IReadOnlyList<string> Of(IReadOnlyList<string> words)
    {
        var all = words.Contains(Everything);
        var writes = all || words.Contains("invoice.delete") || Begins("invoice.create.") || Begins("invoice.update.");
        List<(string Permission, bool IsGiven)> given =
        [
            (Permission.Businesses, true),
            (Permission.Network, true),
            (Permission.InvoicesRead, writes || Begins("invoice.view.")),
            (Permission.InvoicesWrite, writes),
            (Permission.InvoicesApprove, all || words.Intersect(Approving).Any()),
            (Permission.Payments, all || words.Intersect(Paying).Any()),
        ];
        return [.. given.Where(one => one.IsGiven).Select(one => one.Permission)];

        bool Begins(string prefix) => words.Any(word => word.StartsWith(prefix, StringComparison.Ordinal));
    }
}
