using System.Globalization;
using System.Text.Json;

namespace Quittance.Counterparts.Odoo;

/// <summary>What Odoo's accounting does when bills are made, posted, paid and reversed.</summary>
public sealed class OdooBooks(OdooDatabase data)
{
    /// <summary>Makes a record of a model that computes something then.</summary>
    public OdooRow Create(string model, JsonElement values, JsonElement context, int company)
    {
        var row = data.Add(model);
        switch (model)
        {
            case "account.move":
                (row["state"], row["payment_state"], row["company_id"], row["posted_before"]) = ("draft", "not_paid", company, false);
                data.Write(row, values, AddLine);
                Compute(row);
                break;
            case "account.payment.register":
                row["line_ids"] = PayableLinesOf(Active(context, "You can only register payment for posted journal entries."));
                data.Write(row, values);
                break;
            case "account.move.reversal":
                Active(context, "You can only reverse posted moves.");
                data.Write(row, values);
                break;
            default:
                data.Write(row, values);
                row["active"] ??= true;
                break;
        }

        return row;
    }

    /// <summary>Refuses what may not be changed any more.</summary>
    public static void RequireChangeable(OdooRow row, IEnumerable<string> fields)
    {
        if (row.Model == "account.move" && row.Text("state") == "posted" && fields.Except(["ref", "narration", "invoice_origin"]).Any())
        {
            throw OdooException.User("You cannot modify the following fields on a posted journal entry. Reset it to draft to do so.");
        }
    }

    /// <summary>Deletes a record.</summary>
    public void Unlink(OdooRow row)
    {
        if (row.Model == "account.move")
        {
            if (row.Text("state") == "posted")
            {
                throw OdooException.User("You cannot delete a posted journal entry. Reset it to draft first.");
            }

            foreach (var line in LinesOf(row).ToList())
            {
                data.Remove(line);
            }
        }

        data.Remove(row);
    }

    /// <summary>Posts a draft; a credit note is set off against what it reverses.</summary>
    public void Post(OdooRow move)
    {
        if (move.Text("state") != "draft")
        {
            throw OdooException.User($"The entry {move.Text("name")} (id {move.Id}) must be in draft.");
        }

        if (move.Reference("partner_id") is null)
        {
            throw OdooException.User("The field 'Vendor' is required, please complete it to validate the Vendor Bill.");
        }

        if (move.Text("invoice_date") is not { } date)
        {
            throw OdooException.User("The Bill/Refund date is required to validate this document.");
        }

        if (move.Number("amount_total") < 0)
        {
            throw OdooException.User("You cannot validate a document with a negative total amount. You should create a credit note instead.");
        }

        var closed = data.Get("res.company", move.Reference("company_id")).Text("fiscalyear_lock_date");
        if (closed is not null && string.CompareOrdinal(date, closed) <= 0)
        {
            throw OdooException.User($"You cannot add/modify entries prior to and inclusive of: Global Lock Date ({closed}).");
        }

        var series = move.Text("move_type") == "in_refund" ? "RBILL" : "BILL";
        move["name"] ??= string.Create(CultureInfo.InvariantCulture, $"{series}/{date[..4]}/{date[5..7]}/{data.All("account.move").Count(each => each["name"] is not null) + 1:0000}");
        (move["state"], move["posted_before"], move["write_date"]) = ("posted", true, data.Now);
        if (move.Number("amount_total") == 0)
        {
            move["payment_state"] = "paid";
        }

        if (move.Reference("reversed_entry_id") is { } reversed && data.Get("account.move", reversed) is var bill && bill.Text("state") == "posted")
        {
            Reconcile(PayableOf(move), PayableOf(bill), Math.Min(move.Number("amount_residual"), bill.Number("amount_residual")));
            move["amount_residual"] = 0m;
            move["payment_state"] = "paid";
        }
    }

    /// <summary>The wizard's button: one payment for its lines, posted and set off at once.</summary>
    public OdooRow CreatePayment(OdooRow wizard)
    {
        var bills = wizard.Ids("line_ids").Select(line => data.Get("account.move", data.Get("account.move.line", line).Reference("move_id"))).ToList();
        if (bills.All(bill => bill.Number("amount_residual") == 0))
        {
            throw OdooException.User("You can't register a payment because there is nothing left to pay on the selected journal items.");
        }

        var amount = wizard.Number("amount");
        var bill = bills[0];
        var journal = data.Get("account.journal", wizard.Reference("journal_id"));
        var entry = data.Add(
            "account.move", ("move_type", "entry"), ("state", "posted"), ("payment_state", "not_paid"), ("company_id", bill.Reference("company_id")), ("date", wizard.Text("payment_date")),
            ("name", $"PBNK/{wizard.Id}"), ("ref", wizard.Text("communication")), ("amount_total", amount), ("partner_id", bill.Reference("partner_id")), ("currency_id", bill.Reference("currency_id")));
        var debit = data.Add("account.move.line", ("move_id", entry.Id), ("balance", amount), ("display_type", "payment_term"), ("partner_id", bill.Reference("partner_id")));
        data.Add("account.move.line", ("move_id", entry.Id), ("balance", -amount), ("account_id", journal.Reference("default_account_id")), ("display_type", "product"));
        var payment = data.Add(
            "account.payment", ("name", entry.Text("name")), ("memo", wizard.Text("communication")), ("state", "in_process"), ("amount", amount), ("currency_id", wizard.Reference("currency_id")),
            ("date", wizard.Text("payment_date")), ("partner_id", bill.Reference("partner_id")), ("partner_type", "supplier"), ("payment_type", "outbound"), ("journal_id", journal.Id),
            ("company_id", bill.Reference("company_id")), ("move_id", entry.Id), ("reconciled_bill_ids", bills.Select(each => each.Id).ToList()));
        Reconcile(debit, PayableOf(bill), Math.Min(amount, bill.Number("amount_residual")));
        return payment;
    }

    /// <summary>Back to a draft: what it was set off against is owed again.</summary>
    public void Reset(OdooRow payment)
    {
        var debits = data.All("account.move.line").Where(line => line.Reference("move_id") == payment.Reference("move_id")).Select(line => line.Id).ToHashSet();
        foreach (var set in data.All("account.partial.reconcile").Where(set => debits.Contains(set.Reference("debit_move_id") ?? 0)).ToList())
        {
            var bill = data.Get("account.move", data.Get("account.move.line", set.Reference("credit_move_id")).Reference("move_id"));
            bill["amount_residual"] = bill.Number("amount_residual") + set.Number("amount");
            ComputePaymentState(bill);
            data.Remove(set);
        }

        (payment["state"], payment["reconciled_bill_ids"], payment["write_date"]) = ("draft", new List<int>(), data.Now);
        data.Get("account.move", payment.Reference("move_id"))["state"] = "draft";
    }

    /// <summary>Cancels a payment; its draft entry goes with it.</summary>
    public void Cancel(OdooRow payment)
    {
        (payment["state"], payment["write_date"]) = ("canceled", data.Now);
        if (payment.Reference("move_id") is { } entry && data.Get("account.move", entry) is { } move && move.Text("state") == "draft")
        {
            payment["move_id"] = null;
            Unlink(move);
        }
    }

    /// <summary>Makes draft credit notes, which nobody has posted yet.</summary>
    public OdooRow Refund(OdooRow wizard)
    {
        var made = new List<int>();
        foreach (var bill in wizard.Ids("move_ids").Select(id => data.Get("account.move", id)))
        {
            var reason = wizard.Text("reason") is { } text ? $", {text}" : "";
            var refund = data.Add(
                "account.move", ("move_type", "in_refund"), ("state", "draft"), ("payment_state", "not_paid"), ("company_id", bill.Reference("company_id")), ("partner_id", bill.Reference("partner_id")),
                ("currency_id", bill.Reference("currency_id")), ("ref", $"Reversal of: {bill.Text("name")}{reason}"), ("invoice_date", wizard.Text("date")), ("date", wizard.Text("date")),
                ("reversed_entry_id", bill.Id));
            foreach (var field in new[] { "amount_untaxed", "amount_tax", "amount_total" })
            {
                refund[field] = bill[field];
            }

            refund["amount_residual"] = bill["amount_total"];
            data.Add("account.move.line", ("move_id", refund.Id), ("balance", bill.Number("amount_total")), ("display_type", "payment_term"), ("partner_id", bill.Reference("partner_id")));
            refund["line_ids"] = LinesOf(refund).Select(line => line.Id).ToList();
            made.Add(refund.Id);
        }

        wizard["new_move_ids"] = made;
        return data.Get("account.move", made[0]);
    }

    private IEnumerable<OdooRow> LinesOf(OdooRow move) => data.All("account.move.line").Where(line => line.Reference("move_id") == move.Id);

    private OdooRow PayableOf(OdooRow move) => LinesOf(move).Last(line => line.Text("display_type") == "payment_term");

    private List<int> PayableLinesOf(IEnumerable<OdooRow> moves) => [.. moves.Select(move => PayableOf(move).Id)];

    private List<OdooRow> Active(JsonElement context, string refusal)
    {
        if (context.ValueKind != JsonValueKind.Object || !context.TryGetProperty("active_model", out var model) || model.GetString() != "account.move")
        {
            throw OdooException.User("The register payment wizard should only be called on account.move or account.move.line records.");
        }

        var moves = context.GetProperty("active_ids").EnumerateArray().Select(id => data.Get("account.move", id.GetInt32())).ToList();
        return moves.All(move => move.Text("state") == "posted") ? moves : throw OdooException.User(refusal);
    }

    private void AddLine(OdooRow move, string field, JsonElement values)
    {
        var line = data.Add("account.move.line", ("move_id", move.Id), ("display_type", "product"), ("quantity", 1m));
        data.Write(line, values);
        // The decimal accuracies "Product Unit" and "Product Price" are 2 unless somebody changes them.
        (line["quantity"], line["price_unit"]) = (decimal.Round(line.Number("quantity"), 2, MidpointRounding.AwayFromZero), decimal.Round(line.Number("price_unit"), 2, MidpointRounding.AwayFromZero));
        line["balance"] = decimal.Round(line.Number("quantity") * line.Number("price_unit"), 2, MidpointRounding.AwayFromZero);
        move[field] = move.Ids(field).Append(line.Id).ToList();
    }

    private void Compute(OdooRow move)
    {
        var lines = LinesOf(move).ToList();
        move["amount_untaxed"] = lines.Sum(line => line.Number("balance"));
        move["amount_tax"] = lines.Sum(line => line.Ids("tax_ids").Sum(tax =>
            decimal.Round(line.Number("balance") * data.Get("account.tax", tax).Number("amount") / 100, 2, MidpointRounding.AwayFromZero)));
        move["amount_total"] = move["amount_residual"] = move.Number("amount_untaxed") + move.Number("amount_tax");
        data.Add("account.move.line", ("move_id", move.Id), ("balance", -move.Number("amount_total")), ("display_type", "payment_term"), ("partner_id", move.Reference("partner_id")));
        move["line_ids"] = LinesOf(move).Select(line => line.Id).ToList();
    }

    // It touches no write_date of the bill: the residual is computed.
    private void Reconcile(OdooRow debit, OdooRow credit, decimal amount)
    {
        var bill = data.Get("account.move", credit.Reference("move_id"));
        data.Add("account.partial.reconcile", ("debit_move_id", debit.Id), ("credit_move_id", credit.Id), ("amount", amount), ("company_id", bill.Reference("company_id")));
        bill["amount_residual"] = bill.Number("amount_residual") - amount;
        ComputePaymentState(bill);
        if (bill.Number("amount_residual") == 0 && data.Get("account.move", debit.Reference("move_id")).Text("move_type") == "in_refund")
        {
            bill["payment_state"] = "reversed";
        }
    }

    private static void ComputePaymentState(OdooRow bill) => bill["payment_state"] =
        bill.Number("amount_residual") == 0 ? "in_payment" : bill.Number("amount_residual") < bill.Number("amount_total") ? "partial" : "not_paid";
}
