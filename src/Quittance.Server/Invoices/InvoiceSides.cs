using Quittance.Domain.Invoices;
using Quittance.Domain.Networks;
using Quittance.Server.Storage;

namespace Quittance.Server.Invoices;

/// <summary>For which sides of a bill a caller acts, who names no business to act for. At least one.</summary>
internal sealed record InvoiceSides(bool Payer, bool Payee)
{
    /// <summary>The side that takes a step: the one whose right it is, if the caller acts for it; else the domain refuses.</summary>
    public ConnectionRole RoleFor(InvoiceStep step, Invoice invoice)
    {
        var wanted = step switch
        {
            InvoiceStep.Submit or InvoiceStep.Revise => invoice.Author,
            InvoiceStep.Cancel when invoice.Status is InvoiceStatus.Draft or InvoiceStatus.Submitted or InvoiceStatus.Declined => invoice.Author,
            _ => ConnectionRole.Payer,
        };
        return wanted == ConnectionRole.Payer ? Payer ? ConnectionRole.Payer : ConnectionRole.Payee : Payee ? ConnectionRole.Payee : ConnectionRole.Payer;
    }
}

internal static class FindInvoiceSides
{
    public static async Task<InvoiceSides> SidesOfAsync(this TenantSession session, Invoice invoice, CancellationToken cancel) => new(
        await session.Businesses.FindAsync(invoice.PayerId, cancel) is not null,
        await session.Businesses.FindAsync(invoice.PayeeId, cancel) is not null);
}
