using Quittance.Domain.Invoices;
using Quittance.Server.Storage;

namespace Quittance.Server.Invoices;

/// <summary>What subscribers of the payer hear of a bill: the actions of object type <c>payable</c>.</summary>
internal static class PayableNotices
{
    public const string ObjectType = "payable";

    /// <summary>Every action there is, as subscriptions may name them.</summary>
    public static readonly IReadOnlyList<string> Actions =
        ["created", "updated", "deleted", "submitted_for_approval", "approved", "rejected", "reopened", "canceled", "partially_paid", "paid"];

    public static void TellSubscribers(this TenantSession session, Invoice? before, Invoice? after)
    {
        var invoice = after ?? before!;
        foreach (var action in ActionsOf(before, after))
        {
            session.Notices.Add(invoice.PayerId, ObjectType, action, invoice.Id.Value, $"Payable {invoice.Id.Value:d}: {action.Replace('_', ' ')}.");
        }
    }

    private static IEnumerable<string> ActionsOf(Invoice? before, Invoice? after)
    {
        if (after is null)
        {
            return ["deleted"];
        }

        if (before is null)
        {
            return after.Status == InvoiceStatus.Submitted ? ["created", "submitted_for_approval"] : ["created"];
        }

        return [StepOf(before, after)];
    }

    private static string StepOf(Invoice before, Invoice after) => after.Status switch
    {
        InvoiceStatus.Submitted when before.Status == InvoiceStatus.Draft => "submitted_for_approval",
        InvoiceStatus.Approved when before.Status is InvoiceStatus.Draft or InvoiceStatus.Submitted => "approved",
        InvoiceStatus.Declined when before.Status != InvoiceStatus.Declined => "rejected",
        InvoiceStatus.Draft when before.Status != InvoiceStatus.Draft => "reopened",
        InvoiceStatus.Canceled when before.Status != InvoiceStatus.Canceled => "canceled",
        InvoiceStatus.Paid when before.Status != InvoiceStatus.Paid => "paid",
        _ when after.Paid.Currency == before.Paid.Currency && after.Paid > before.Paid => "partially_paid", // A draft may change its currency.
        _ => "updated",
    };
}
