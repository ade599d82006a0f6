using System.Text.Json;
using System.Text.Json.Nodes;
using Quittance.Connectors.Http;
using Quittance.Domain.Accounting;
using static Quittance.Connectors.AccountingSystems.Tryton.TrytonValue;

namespace Quittance.Connectors.AccountingSystems.Tryton;

/// <summary>Payments are the moves that Tryton's wizard "Pay Invoice" makes; our key ends their description.</summary>
internal static class TrytonPayments
{
    public const string Move = "account.move";
    public const string MoveLine = "account.move.line";

    private const int MethodsMax = 100;

    private static readonly string[] MoveFields = ["description", "number", "post_number", "state", "origin", "date", "write_date", "create_date"];

    private static readonly string[] BillFields = ["state", "currency", "currency.code", "account", "reconciled", "amount_to_pay", "_timestamp"];

    /// <summary>Pays a part of a bill, or all of it.</summary>
    public static async Task<RemoteReference> PutAsync(TrytonCalls tryton, PaymentToPush payment, CancellationToken cancel)
    {
        // Read before the payment is looked for: one that is made meanwhile changes the bill, and Tryton then refuses a second.
        var bill = await BillAsync(tryton, payment.BillId, cancel);
        var found = await StandingAsync(tryton, await MadeAsync(tryton, bill.Id(), payment.Key, cancel), cancel);
        if (found is null)
        {
            if (bill.Text("state") != "posted")
            {
                throw new AccountingException(AccountingFault.Rejected, $"The bill is {bill.Text("state")} in Tryton and cannot be paid.");
            }

            await PayAsync(tryton, payment, bill, cancel);
            found = await MadeAsync(tryton, bill.Id(), payment.Key, cancel) is [.., var made]
                ? made
                : throw new AccountingException(AccountingFault.BadAnswer, "Tryton paid the bill, but does not find the payment.");
        }

        await ProcessAsync(tryton, payment.BillId, cancel);
        return found.Value.Reference(NumberOf(found.Value));
    }

    /// <summary>Takes a payment back: loosens it from the bill, and cancels its move by another.</summary>
    public static async Task<RemoteReference> ReverseAsync(TrytonCalls tryton, PaymentReversal reversal, CancellationToken cancel)
    {
        var bill = await BillAsync(tryton, reversal.BillId, cancel);
        var payment = IdOf(reversal.PaymentId) ?? throw Gone();
        if (await tryton.FirstAsync(Move, [Is("id", payment), tryton.OfCompany], MoveFields, cancel) is null)
        {
            throw Gone();
        }

        JsonArray paying() => [Is("move", payment), Is("account", bill.Id("account"))];
        var period = await PeriodAsync(tryton, reversal.Date, cancel);
        var counter = await CounterAsync(tryton, payment, cancel);
        if (counter is null)
        {
            foreach (var reconciliation in (await tryton.SearchReadAsync(MoveLine, paying(), ["reconciliation"], 10, cancel)).Select(line => line.Id("reconciliation")).OfType<long>().Distinct())
            {
                await tryton.DoAsync("account.move.reconciliation", "delete", reconciliation, cancel);
            }

            await CancelAsync(tryton, payment, reversal.Key, cancel);
            counter = await CounterAsync(tryton, payment, cancel) ?? throw new AccountingException(AccountingFault.BadAnswer, "Tryton cancelled the payment, but does not find what cancels it.");
        }

        if (counter.Value.Text("state") != "posted")
        {
            await tryton.WriteAsync(Move, counter.Value.Id(), new JsonObject { ["date"] = Of(reversal.Date), ["period"] = period }, cancel);
            await tryton.DoAsync(Move, "post", counter.Value.Id(), cancel);
        }

        await ProcessAsync(tryton, reversal.BillId, cancel);
        await UnlinkAsync(tryton, bill.Id(), await tryton.SearchReadAsync(MoveLine, paying(), ["invoice_payment"], 10, cancel), cancel);
        counter = await CounterAsync(tryton, payment, cancel) ?? throw Gone();
        return counter.Value.Reference(NumberOf(counter.Value));
    }

    private static async Task PayAsync(TrytonCalls tryton, PaymentToPush payment, JsonElement bill, CancellationToken cancel)
    {
        var currency = payment.Amount.Currency;
        var method = await MethodAsync(tryton, payment.LedgerAccountId, cancel);
        var start = new JsonObject
        {
            ["amount"] = Of(payment.Amount.ToMajor()),
            ["currency"] = await TrytonBills.CurrencyAsync(tryton, currency.Code, cancel),
            ["currency_digits"] = currency.MinorDigits,
            ["company"] = tryton.CompanyId,
            ["invoice_account"] = bill.Id("account"),
            ["payment_method"] = method,
            ["date"] = Of(payment.Date),
            ["description"] = $"{AccountingText.Line(payment.Reference)} {payment.Key}".TrimStart(),
        };
        await tryton.WizardAsync("account.invoice.pay", TrytonBills.Invoice, bill.Id(), async executeAsync =>
        {
            var answer = await executeAsync(new JsonObject { ["start"] = start.DeepClone() }, "choice");
            if (answer.Part("view")?.Part("defaults") is { } defaults)
            {
                // It asks what to do about the difference: the bill stays open by it. More than is owed is refused then.
                var ask = new JsonObject(JsonObject.Create(defaults)!.Where(field => !field.Key.EndsWith('.')).Select(field => KeyValuePair.Create(field.Key, field.Value?.DeepClone()))) { ["type"] = "partial" };
                await executeAsync(new JsonObject { ["start"] = start.DeepClone(), ["ask"] = ask }, "pay");
            }
        }, cancel, TrytonCalls.Unchanged(TrytonBills.Invoice, bill.Id(), bill.Text("_timestamp")));
    }

    private static async Task<long> MethodAsync(TrytonCalls tryton, string account, CancellationToken cancel)
    {
        var named = tryton.Access.Setting(TrytonProfile.PaymentMethod);
        JsonArray domain = [tryton.OfCompany, Is("credit_account", IdOf(account))];
        if (!string.IsNullOrEmpty(named))
        {
            domain.Add(Is("name", named));
        }

        return await tryton.SearchReadAsync("account.invoice.payment.method", domain, ["name"], MethodsMax, cancel) is [var first, ..]
            ? first.Id()
            : throw new AccountingException(AccountingFault.LedgerAccountMissing, $"Tryton has no payment method {named ?? "of this company"} that pays from the account {account}.");
    }

    private static async Task<JsonElement> BillAsync(TrytonCalls tryton, string id, CancellationToken cancel) =>
        await tryton.FirstAsync(TrytonBills.Invoice, [Is("id", IdOf(id) ?? 0), Is("type", "in"), tryton.OfCompany], BillFields, cancel)
        ?? throw new AccountingException(AccountingFault.NotFound, "The bill is not in Tryton any more.");

    /// <summary>All that were ever made with the key, the last one last.</summary>
    private static async Task<IReadOnlyList<JsonElement>> MadeAsync(TrytonCalls tryton, long bill, string key, CancellationToken cancel)
    {
        JsonArray domain = [tryton.OfCompany, Is("origin", $"{TrytonBills.Invoice},{Text(bill)}"), Is("description", "like", $"%{key}")];
        var moves = await tryton.SearchReadAsync(Move, domain, MoveFields, 20, cancel);
        return [.. moves.Where(move => EndsWith(move.Text("description"), key))];
    }

    /// <summary>The one that nobody has cancelled; null when there is none.</summary>
    private static async Task<JsonElement?> StandingAsync(TrytonCalls tryton, IReadOnlyList<JsonElement> made, CancellationToken cancel)
    {
        foreach (var move in made)
        {
            if ((await CounterAsync(tryton, move.Id(), cancel))?.Text("state") != "posted")
            {
                return move;
            }
        }

        return null;
    }

    private static async Task<JsonElement?> CounterAsync(TrytonCalls tryton, long payment, CancellationToken cancel) =>
        await tryton.FirstAsync(Move, [tryton.OfCompany, Is("origin", $"{Move},{Text(payment)}")], MoveFields, cancel);

    private static async Task CancelAsync(TrytonCalls tryton, long payment, string key, CancellationToken cancel)
    {
        Task OnceAsync() => tryton.WizardAsync("account.move.cancel", Move, payment, executeAsync =>
            executeAsync(new JsonObject { ["default"] = new JsonObject { ["description"] = key } }, "cancel"), cancel);

        try
        {
            await OnceAsync();
        }
        catch (AccountingException asked) when (asked.Code == $"{Move},{Text(payment)}.cancel")
        {
            // The payment's period is closed. What cancels it is dated in an open one anyway.
            await tryton.AgreeAsync(asked.Code, cancel);
            await OnceAsync();
        }
    }

    private static async Task UnlinkAsync(TrytonCalls tryton, long bill, IReadOnlyList<JsonElement> lines, CancellationToken cancel)
    {
        if (lines.Where(line => line.Id("invoice_payment") == bill).Select(line => line.Id()).ToList() is { Count: > 0 } linked)
        {
            await tryton.WriteAsync(TrytonBills.Invoice, bill, new JsonObject { ["payment_lines"] = new JsonArray(new JsonArray("remove", Ids(linked))) }, cancel);
        }
    }

    // Tryton does this by itself after it has committed a reconciliation, unless it was killed in between.
    private static async Task ProcessAsync(TrytonCalls tryton, string id, CancellationToken cancel)
    {
        var bill = await BillAsync(tryton, id, cancel);
        var isReconciled = bill.Day("reconciled").HasValue;
        if (bill.Text("state") is { } state && ((state == "posted" && isReconciled) || (state == "paid" && !isReconciled)))
        {
            await tryton.DoAsync(TrytonBills.Invoice, "process", bill.Id(), cancel);
        }
    }

    private static async Task<long> PeriodAsync(TrytonCalls tryton, DateOnly day, CancellationToken cancel)
    {
        JsonArray domain = [tryton.OfCompany, Is("type", "standard"), Is("state", "open"), Is("start_date", "<=", Of(day)), Is("end_date", ">=", Of(day))];
        return (await tryton.FirstAsync("account.period", domain, ["name"], cancel))?.Id()
            ?? throw new AccountingException(AccountingFault.PeriodClosed, FormattableString.Invariant($"Tryton has no open period for {day:yyyy-MM-dd}."));
    }

    private static bool EndsWith(string? description, string key) =>
        description == key || (description?.EndsWith($" {key}", StringComparison.Ordinal) ?? false);

    private static string? NumberOf(JsonElement move) => move.Text("post_number") ?? move.Text("number");

    private static AccountingException Gone() => new(AccountingFault.NotFound, "The payment is not in Tryton any more.");
}
