using Quittance.Domain;
using Quittance.Domain.Invoices;
using Quittance.Domain.Networks;

namespace Quittance.Server.Invoices;

/// <summary>What has to be known of a bill before it can stand where its caller wants it.</summary>
internal static class InvoiceNeeds
{
    /// <summary>Refuses to let a bill that lacks its vendor or amount be more than a draft.</summary>
    /// <param name="wanted">Null leaves it where it is.</param>
    public static void RequireWholeFor(InvoiceDraft draft, InvoiceStatus? wanted)
    {
        if (wanted is InvoiceStatus.Canceled)
        {
            throw new RefusedException(Refusal.InvoiceStepRefused, $"Invoice {draft.Id} has no vendor or amount yet and cannot be canceled. Delete it instead.");
        }

        if (wanted is { } status and not InvoiceStatus.Draft)
        {
            InvoiceRoute.Between(draft.Id, InvoiceStatus.Draft, status, isReplanned: false);
            Require(
                status,
                ("vendorId", draft.PayeeId is not null),
                ("amount", draft.Amount is not null),
                ("invoiceDate", draft.Details.InvoiceDate is not null),
                ("dueDate", draft.DueDate is not null));
        }
    }

    /// <summary>Refuses to put a bill before the payer while it is not all said. Where the money comes from, the vendor of a receivable need not know.</summary>
    public static void RequireForSubmission(Invoice invoice, InvoicePlan plan) => Require(
        InvoiceStatus.Submitted,
        ("invoiceDate", invoice.Details.InvoiceDate is not null),
        ("dueDate", invoice.DueDate is not null),
        ("paymentSourceId", plan.SourceId is not null || invoice.Author == ConnectionRole.Payee));

    /// <summary>Refuses to plan a payment of which it is not said when it is made, and from where to where.</summary>
    public static void RequireForPayment(InvoiceRow row, InvoicePlan plan) => Require(
        InvoiceStatus.Scheduled,
        ("paymentSourceId", plan.SourceId is not null),
        ("paymentDestinationId", plan.DestinationId is not null || row.DestinationId is not null),
        ("deductionDate", plan.DeductAt is not null));

    private static void Require(InvoiceStatus wanted, params IReadOnlyList<(string Field, bool IsThere)> fields)
    {
        var status = wanted == InvoiceStatus.Submitted ? "NEW" : $"{wanted}".ToUpperInvariant();
        var missing = fields.Where(field => !field.IsThere).Select(field => new FieldFault(field.Field, $"{field.Field} is required for the status {status}")).ToList();
        if (missing.Count > 0)
        {
            throw new RefusedException(Refusal.InvalidInput, "Validation failed.", missing);
        }
    }
}
