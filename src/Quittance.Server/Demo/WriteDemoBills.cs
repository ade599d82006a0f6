using Quittance.Domain.Invoices;
using Quittance.Domain.Payments;
using Quittance.Server.Invoices;
using Quittance.Server.Payments;
using Quittance.Server.Security;

namespace Quittance.Server.Demo;

/// <summary>Writes bills and takes each as far as a person would; what is to be paid is ordered, and the jobs do the rest.</summary>
internal sealed class WriteDemoBills(
    CreateInvoice create, ApproveInvoice approve, DeclineInvoice decline, CancelInvoice cancelInvoice, InitiatePayment pay, TimeProvider clock)
{
    private const string RefusedByBank = "MERCOA-ERROR-R01"; // A trigger of the sandbox: insufficient funds.

    /// <param name="approver">Who decides on the bills.</param>
    /// <param name="payer">Who orders the payments.</param>
    public async Task RunAsync(Caller author, Caller approver, Caller payer, DemoNetwork network, IEnumerable<DemoBill> bills, CancellationToken cancel)
    {
        var today = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        foreach (var bill in bills)
        {
            var (from, to) = (network.Businesses[bill.Payer], network.Businesses[bill.Payee]);
            var id = (await create.RunAsync(author, to, bill.At(network.Connections[(bill.Payer, bill.Payee)], today), cancel)).Row.Invoice.Id;
            switch (bill.Fate)
            {
                case InvoiceStatus.Declined:
                    await decline.RunAsync(approver, from, id, "We ordered another model.", null, cancel);
                    break;
                case InvoiceStatus.Canceled:
                    await cancelInvoice.RunAsync(author, to, id, cancel);
                    break;
                case InvoiceStatus.Approved:
                    await approve.RunAsync(approver, from, id, cancel);
                    break;
                case InvoiceStatus.Scheduled or InvoiceStatus.Paying or InvoiceStatus.Paid or InvoiceStatus.Failed:
                    await approve.RunAsync(approver, from, id, cancel);
                    await pay.RunAsync(payer, id, PlanOf(bill, network, today), cancel);
                    break;
                default:
                    break; // A draft, or one that waits for a decision.
            }
        }
    }

    private static PaymentPlan PlanOf(DemoBill bill, DemoNetwork network, DateOnly today)
    {
        // A failed payment freezes the account it came from; that is the payer's last one, so that the first goes on paying.
        var accounts = network.Accounts.Where(account => account.Party == bill.Payer).ToList();
        return bill.Fate switch
        {
            InvoiceStatus.Failed => new PaymentPlan(accounts[^1].Id, ClearingSpeed.Standard, null, RefusedByBank),
            InvoiceStatus.Scheduled => new PaymentPlan(accounts[0].Id, ClearingSpeed.Standard, today.AddDays(DemoBill.TermsDays - bill.DaysAgo), null),
            _ => new PaymentPlan(accounts[0].Id, ClearingSpeed.Standard, null, null),
        };
    }
}
