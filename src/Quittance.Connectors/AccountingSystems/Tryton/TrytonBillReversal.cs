using System.Text.Json;
using System.Text.Json.Nodes;
using Quittance.Connectors.Http;
using Quittance.Domain.Accounting;
using static Quittance.Connectors.AccountingSystems.Tryton.TrytonValue;

namespace Quittance.Connectors.AccountingSystems.Tryton;

/// <summary>Takes a bill back by a credit note that Tryton reconciles with it: its wizard "Credit Invoice", with refund.</summary>
internal static class TrytonBillReversal
{
    private static readonly string[] Fields = ["state", "number", "move", "cancel_move", "payment_lines", "write_date", "create_date", "_timestamp"];

    public static async Task<RemoteReference> RunAsync(TrytonCalls tryton, BillReversal reversal, CancellationToken cancel)
    {
        var bill = await BillAsync(tryton, reversal, cancel);
        switch (bill.Text("state"))
        {
            case "cancelled":
                break;
            case "draft" or "validated":
                await tryton.DoAsync(TrytonBills.Invoice, "cancel", bill.Id(), cancel);
                break;
            case "posted" when bill.IdList("payment_lines").Count == 0:
                await CreditAsync(tryton, bill, reversal.Date, cancel);
                break;
            default:
                throw new AccountingException(AccountingFault.Rejected, "The bill has payments in Tryton; they have to be taken back first.");
        }

        return await WhatTookItBackAsync(tryton, await BillAsync(tryton, reversal, cancel), cancel);
    }

    private static async Task<JsonElement> BillAsync(TrytonCalls tryton, BillReversal reversal, CancellationToken cancel) =>
        await tryton.FirstAsync(TrytonBills.Invoice, [Is("id", IdOf(reversal.BillId) ?? 0), Is("type", "in"), tryton.OfCompany], Fields, cancel)
        ?? throw new AccountingException(AccountingFault.NotFound, "The bill is not in Tryton any more.");

    // One transaction at Tryton's: after it the bill is cancelled, and before it there is no credit note.
    private static Task CreditAsync(TrytonCalls tryton, JsonElement bill, DateOnly date, CancellationToken cancel)
    {
        var start = new JsonObject { ["with_refund"] = true, ["with_refund_allowed"] = true, ["invoice_date"] = Of(date) };
        return tryton.WizardAsync("account.invoice.credit", TrytonBills.Invoice, bill.Id(),
            executeAsync => executeAsync(new JsonObject { ["start"] = start }, "credit"),
            cancel, TrytonCalls.Unchanged(TrytonBills.Invoice, bill.Id(), bill.Text("_timestamp")));
    }

    private static async Task<RemoteReference> WhatTookItBackAsync(TrytonCalls tryton, JsonElement bill, CancellationToken cancel)
    {
        var creditNote = bill.Id("cancel_move") is { } move
            ? await tryton.FirstAsync(TrytonBills.Invoice, [Is("move", move), tryton.OfCompany], Fields, cancel)
            : null;
        var taken = creditNote ?? bill;
        return taken.Reference(taken.Text("number"));
    }
}
