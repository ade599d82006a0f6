using System.Text.Json.Nodes;

namespace Quittance.Counterparts.Xero;

/// <content>Payments.</content>
public sealed partial class XeroBooks
{
    /// <summary>Makes a payment of an invoice.</summary>
    internal JsonObject PutPayment(JsonObject sent)
    {
        var invoice = FindInvoice(sent.Part("Invoice").Text("InvoiceID") ?? sent.Part("Invoice").Text("InvoiceNumber") ?? sent.Text("InvoiceNumber"));
        var named = sent.Part("Account");
        var account = named.Text("AccountID") is { } id ? _accounts.Find(found => XeroNode.IsSame(found.Text("AccountID"), id)) : AccountOf(named.Text("Code") ?? sent.Text("Code"));
        var errors = PaymentErrors(sent, invoice, account).ToList();
        if (errors.Count > 0)
        {
            throw XeroRefusalException.Validation(XeroRefusalException.Element(sent, errors));
        }

        var amount = sent.Number("Amount")!.Value;
        var payment = new JsonObject
        {
            ["PaymentID"] = $"{NewId()}",
            ["Date"] = XeroNode.Date(sent.Day("Date")!.Value),
            ["BankAmount"] = amount,
            ["Amount"] = amount,
            ["Reference"] = sent.Text("Reference") ?? "",
            ["CurrencyRate"] = 1m,
            ["PaymentType"] = invoice!.Text("Type") == "ACCPAY" ? "ACCPAYPAYMENT" : "ACCRECPAYMENT",
            ["Status"] = "AUTHORISED",
            ["HasAccount"] = true,
            ["IsReconciled"] = false,
            ["Account"] = new JsonObject { ["AccountID"] = account!.Text("AccountID"), ["Code"] = account.Text("Code"), ["Name"] = account.Text("Name") },
            ["Invoice"] = new JsonObject
            {
                ["Type"] = invoice.Text("Type"),
                ["InvoiceID"] = invoice.Text("InvoiceID"),
                ["InvoiceNumber"] = invoice.Text("InvoiceNumber") ?? "",
                ["CurrencyCode"] = invoice.Text("CurrencyCode"),
                ["Contact"] = invoice.Part("Contact")!.DeepClone(),
                ["LineItems"] = new JsonArray(),
                ["IsDiscounted"] = false,
                ["HasErrors"] = false,
            },
            ["HasValidationErrors"] = false,
        };
        Touch(payment);
        _payments.Add(payment);
        Apply(invoice!, payment, amount);
        return payment;
    }

    /// <summary>Takes a payment back, which is all that can be changed of one.</summary>
    internal JsonObject PostPayment(string id, JsonObject sent)
    {
        var payment = FindPayment(id) ?? throw XeroRefusalException.NotFound();
        var invoice = FindInvoice(payment.Part("Invoice").Text("InvoiceID"))!;
        if (sent.Text("Status") != "DELETED" || payment.Text("Status") == "DELETED" || payment["IsReconciled"]!.GetValue<bool>())
        {
            throw XeroRefusalException.Validation(XeroRefusalException.Element(payment, "The payment is not of valid status for modification"));
        }

        if (LockOf(payment.Day("Date")!.Value) is { } locked)
        {
            throw XeroRefusalException.Validation(XeroRefusalException.Element(payment, locked));
        }

        payment["Status"] = "DELETED";
        Touch(payment);
        Apply(invoice, payment, -payment.Number("Amount")!.Value);
        return payment;
    }

    internal JsonObject? FindPayment(string id) => _payments.Find(payment => XeroNode.IsSame(payment.Text("PaymentID"), id));

    private void Apply(JsonObject invoice, JsonObject payment, decimal amount)
    {
        invoice["AmountPaid"] = invoice.Number("AmountPaid") + amount;
        var told = invoice["Payments"]!.AsArray();
        if (amount > 0)
        {
            told.Add(new JsonObject { ["PaymentID"] = payment.Text("PaymentID"), ["Date"] = payment.Text("Date"), ["Amount"] = amount, ["Reference"] = payment.Text("Reference") ?? "", ["HasAccount"] = false, ["HasValidationErrors"] = false });
        }
        else
        {
            told.Remove(told.Single(kept => kept.Text("PaymentID") == payment.Text("PaymentID")));
        }

        Settle(invoice);
        Touch(invoice);
    }

    private IEnumerable<string> PaymentErrors(JsonObject sent, JsonObject? invoice, JsonObject? account)
    {
        if (invoice is null)
        {
            yield return "The document with the supplied id was not found for this endpoint.";
        }
        else if (invoice.Text("Status") != "AUTHORISED")
        {
            yield return "Payments can only be made against Authorised documents";
        }
        else if (sent.Number("Amount") is not > 0)
        {
            yield return "Payment amount must be greater than zero";
        }
        else if (sent.Number("Amount") > invoice.Number("AmountDue"))
        {
            yield return "Payment amount exceeds the amount outstanding on this document";
        }

        if (sent.Text("Reference") is { } reference && (reference.Length > 255 || reference.Any(char.IsControl) || !XeroNode.IsTakenText(reference)))
        {
            yield return "Reference is too long or has characters that are not allowed.";
        }

        if (account is null)
        {
            yield return "Account could not be found";
        }
        else if (account.Text("Status") != "ACTIVE" || (account.Text("Type") != "BANK" && account["EnablePaymentsToAccount"]!.GetValue<bool>() is false))
        {
            yield return "Account type is not valid for making a payment";
        }

        if (sent.Day("Date") is not { } date)
        {
            yield return "The Date must be specified";
        }
        else if (LockOf(date) is { } locked)
        {
            yield return locked;
        }
    }
}
