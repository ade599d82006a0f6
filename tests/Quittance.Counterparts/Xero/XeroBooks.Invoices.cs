using System.Globalization;
using System.Text.Json.Nodes;

namespace Quittance.Counterparts.Xero;

/// <content>Invoices.</content>
public sealed partial class XeroBooks
{
    private static readonly string[] ChangeableFields = ["Status", "InvoiceNumber", "Url"];

    /// <summary>Makes an invoice.</summary>
    /// <param name="unitDecimals">To how many decimals unit amounts are rounded: 2, or 4 if the caller asked for it.</param>
    internal JsonObject PutInvoice(JsonObject sent, int unitDecimals)
    {
        var contact = ContactOf(sent.Part("Contact"));
        var (lines, errors) = LinesOf(sent, unitDecimals);
        var status = sent.Text("Status") ?? "DRAFT";
        errors.AddRange(HeadErrors(sent, contact, status));
        if (errors.Count > 0)
        {
            throw XeroRefusalException.Validation(XeroRefusalException.Element(sent, errors.Distinct()));
        }

        var date = sent.Day("Date") ?? DateOnly.FromDateTime(_clock.GetUtcNow().UtcDateTime);
        var (net, tax) = (lines.Sum(line => line.Number("LineAmount")!.Value), lines.Sum(line => line.Number("TaxAmount")!.Value));
        var invoice = new JsonObject
        {
            ["Type"] = sent.Text("Type"),
            ["InvoiceID"] = $"{NewId()}",
            ["InvoiceNumber"] = sent.Text("InvoiceNumber") ?? "",
            ["Reference"] = "", // Of what is owed by others only.
            ["Url"] = sent.Text("Url"),
            ["Payments"] = new JsonArray(),
            ["CreditNotes"] = new JsonArray(),
            ["Prepayments"] = new JsonArray(),
            ["Overpayments"] = new JsonArray(),
            ["AmountDue"] = net + tax,
            ["AmountPaid"] = 0m,
            ["AmountCredited"] = 0m,
            ["CurrencyRate"] = sent.Number("CurrencyRate") ?? 1m,
            ["HasErrors"] = false,
            ["IsDiscounted"] = false,
            ["HasAttachments"] = false,
            ["Contact"] = new JsonObject { ["ContactID"] = contact!.Text("ContactID"), ["Name"] = contact.Text("Name"), ["ContactPersons"] = new JsonArray(), ["HasValidationErrors"] = false },
            ["DateString"] = IsoOf(date),
            ["Date"] = XeroNode.Date(date),
            ["DueDateString"] = sent.Day("DueDate") is { } due ? IsoOf(due) : null,
            ["DueDate"] = sent.Day("DueDate") is { } dueDay ? XeroNode.Date(dueDay) : null,
            ["Status"] = status,
            ["LineAmountTypes"] = sent.Text("LineAmountTypes") ?? "Exclusive",
            ["LineItems"] = new JsonArray([.. lines]),
            ["SubTotal"] = net,
            ["TotalTax"] = tax,
            ["Total"] = net + tax,
            ["CurrencyCode"] = sent.Text("CurrencyCode") ?? Currency,
        };
        foreach (var absent in invoice.Where(field => field.Value is null).Select(field => field.Key).ToList())
        {
            invoice.Remove(absent);
        }

        contact![sent.Text("Type") == "ACCPAY" ? "IsSupplier" : "IsCustomer"] = true; // Which does not count as a change of the contact.
        Settle(invoice);
        Touch(invoice);
        _invoices.Add(invoice);
        return invoice;
    }

    /// <summary>Changes an invoice: its status, number, link and due date.</summary>
    internal JsonObject PostInvoice(JsonObject sent, int unitDecimals)
    {
        if (sent.Text("InvoiceID") is not { } id)
        {
            return PutInvoice(sent, unitDecimals);
        }

        var invoice = FindInvoice(id) ?? throw XeroRefusalException.NotFound();
        if (ChangeError(invoice, sent.Text("Status")) is { } error)
        {
            throw XeroRefusalException.Validation(XeroRefusalException.Element(invoice, error));
        }

        foreach (var field in ChangeableFields.Where(field => sent.Text(field) is not null))
        {
            invoice[field] = sent.Text(field);
        }

        if (sent.Day("DueDate") is { } due)
        {
            (invoice["DueDate"], invoice["DueDateString"]) = (XeroNode.Date(due), IsoOf(due));
        }

        if (invoice.Text("Status") is "VOIDED" or "DELETED")
        {
            invoice["AmountDue"] = 0m;
        }

        Touch(invoice);
        return invoice;
    }

    internal JsonObject? FindInvoice(string? idOrNumber) =>
        _invoices.Find(invoice => XeroNode.IsSame(invoice.Text("InvoiceID"), idOrNumber)) ?? _invoices.Find(invoice => XeroNode.IsSame(invoice.Text("InvoiceNumber"), idOrNumber));

    private static string IsoOf(DateOnly day) => string.Create(CultureInfo.InvariantCulture, $"{day:yyyy-MM-dd}T00:00:00");

    /// <summary>What is paid is paid, by the amounts.</summary>
    private static void Settle(JsonObject invoice)
    {
        invoice["AmountDue"] = invoice.Number("Total") - invoice.Number("AmountPaid") - invoice.Number("AmountCredited");
        invoice["Status"] = invoice.Text("Status") is "AUTHORISED" or "PAID" ? (invoice.Number("AmountDue") == 0 ? "PAID" : "AUTHORISED") : invoice.Text("Status");
    }

    private string? ChangeError(JsonObject invoice, string? status)
    {
        var before = invoice.Text("Status");
        var isAllowed = (before, status) is (_, null) or ("DRAFT" or "SUBMITTED", "DRAFT" or "SUBMITTED" or "AUTHORISED" or "DELETED") or ("AUTHORISED", "AUTHORISED" or "VOIDED");
        return before is "VOIDED" or "DELETED" ? "Invoice not of valid status for modification"
            : invoice.Number("AmountPaid") > 0 ? "This document cannot be edited as it has a payment or credit note allocated to it."
            : !isAllowed ? "Invoice not of valid status for modification"
            : LockOf(invoice.Day("Date")!.Value);
    }

    private JsonObject? ContactOf(JsonObject? named) => named is null ? null
        : named.Text("ContactID") is { } id ? _contacts.Find(contact => XeroNode.IsSame(contact.Text("ContactID"), id))
        : named.Text("ContactNumber") is { } number ? FindContact(number)
        : named.Text("Name") is { } name ? _contacts.Find(contact => XeroNode.IsSame(contact.Text("Name"), name)) ?? PutContact(named)
        : null;

    private IEnumerable<string> HeadErrors(JsonObject sent, JsonObject? contact, string status)
    {
        if (sent.Text("Type") is not ("ACCPAY" or "ACCREC"))
        {
            yield return "The Invoice Type must be specified and valid";
        }

        if (contact is null)
        {
            yield return "A Contact must be specified for this type of transaction";
        }
        else if (contact.Text("ContactStatus") != "ACTIVE")
        {
            yield return "The contact with the specified contact details has been archived. The contact must be un-archived before creating new invoices or credit notes.";
        }

        if (status is not ("DRAFT" or "SUBMITTED" or "AUTHORISED"))
        {
            yield return "Invoice not of valid status for creation";
        }

        if (status == "AUTHORISED" && sent.Text("DueDate") is null)
        {
            yield return "The DueDate must be specified for this type of transaction";
        }

        if (sent.Text("CurrencyCode") is { } currency && currency != Currency && !Currencies.Contains(currency))
        {
            yield return $"Organisation is not subscribed to currency {currency}";
        }

        if (sent.Text("Url") is { } url && (!Uri.TryCreate(url, UriKind.Absolute, out _) || url.Contains("xero", StringComparison.OrdinalIgnoreCase)))
        {
            yield return "The Url is not valid";
        }

        if (sent.Day("Date") is { } date && LockOf(date) is { } locked)
        {
            yield return locked;
        }
    }

    private (List<JsonObject> Lines, List<string> Errors) LinesOf(JsonObject sent, int unitDecimals)
    {
        var errors = new List<string>();
        var lines = sent.Items("LineItems").Select(line => LineOf(line, unitDecimals, errors)).ToList();
        if (lines.Count == 0)
        {
            errors.Add("One or more line items must be specified");
        }

        return (lines, errors);
    }

    private JsonObject LineOf(JsonObject sent, int unitDecimals, List<string> errors)
    {
        var quantity = sent.Number("Quantity") ?? 1;
        var unit = decimal.Round(sent.Number("UnitAmount") ?? sent.Number("LineAmount") ?? 0, unitDecimals, MidpointRounding.AwayFromZero);
        var net = decimal.Round(quantity * unit, 2, MidpointRounding.AwayFromZero);
        if (sent.Number("LineAmount") is { } told && told != net)
        {
            errors.Add(string.Create(CultureInfo.InvariantCulture, $"The line total {told} does not match the expected line total {net}"));
        }

        var account = sent.Text("AccountID") is { } id ? _accounts.Find(found => XeroNode.IsSame(found.Text("AccountID"), id)) : AccountOf(sent.Text("AccountCode"));
        var type = sent.Text("TaxType") ?? account?.Text("TaxType");
        errors.AddRange(LineErrors(sent, account, type));
        var rate = RateOf(type)?.Number("EffectiveRate") ?? 0;
        var tax = rate == 0 ? 0 : sent.Number("TaxAmount") is { } given && !ComputesTaxItself ? given : decimal.Round(net * rate / 100, 2, MidpointRounding.AwayFromZero);
        return new JsonObject
        {
            ["LineItemID"] = $"{NewId()}",
            ["Description"] = sent.Text("Description"),
            ["Quantity"] = quantity,
            ["UnitAmount"] = unit,
            ["LineAmount"] = net,
            ["TaxType"] = type,
            ["TaxAmount"] = tax,
            ["AccountCode"] = account?.Text("Code"),
            ["AccountID"] = account?.Text("AccountID"),
            ["Tracking"] = new JsonArray(),
            ["ValidationErrors"] = new JsonArray(),
        };
    }

    private IEnumerable<string> LineErrors(JsonObject sent, JsonObject? account, string? taxType)
    {
        var code = sent.Text("AccountCode") ?? sent.Text("AccountID");
        if (sent.Text("Description") is null)
        {
            yield return "Description must be at least 1 char long";
        }
        else if (sent.Text("Description") is { } description && (description.Length > 4000 || !XeroNode.IsTakenText(description)))
        {
            yield return "Description is too long or has characters that are not allowed.";
        }

        if (code is null)
        {
            yield return "The account code or ID must be specified";
        }
        else if (account is null || account.Text("SystemAccount") is not null || account.Text("Type") == "BANK")
        {
            yield return $"Account code '{code}' is not a valid code for this document.";
        }
        else if (account.Text("Status") != "ACTIVE")
        {
            yield return $"Account code '{code}' has been archived, or has been deleted. Each line item must reference a valid account.";
        }
        else if (RateOf(taxType) is not { } rate)
        {
            yield return $"The TaxType code '{taxType}' does not exist or cannot be used for this type of transaction.";
        }
        else if (account.Text("Class") == "EXPENSE" && rate["CanApplyToExpenses"]!.GetValue<bool>() is false)
        {
            yield return $"The TaxType code '{taxType}' cannot be used with account code '{code}'.";
        }
    }
}
