using System.Text.Json.Nodes;

namespace Quittance.Counterparts.Xero;

/// <summary>The paths of the Accounting API that are there, and the envelope of their answers.</summary>
internal static class XeroEndpoints
{
    /// <summary>What a call is answered when all is well.</summary>
    /// <exception cref="XeroRefusalException">It is not.</exception>
    public static JsonObject Answer(XeroBooks books, XeroCall call) => (call.Method, call.Parts) switch
    {
        ("GET", ["Organisation"]) => Envelope(call, "Organisations", [books.Organisation()]),
        ("GET", ["Accounts"]) => List(call, "Accounts", books.AllAccounts, isPaged: false),
        ("GET", ["TaxRates"]) => Envelope(call, "TaxRates", XeroQuery.Order(XeroQuery.Where(books.AllRates, call.Where), call.Order)),
        ("GET", ["Contacts"]) => List(call, "Contacts", books.AllContacts.Where(contact => call.IncludesArchived || contact.Text("ContactStatus") == "ACTIVE"), isPaged: true),
        ("GET", ["Contacts", var id]) => Envelope(call, "Contacts", [books.FindContact(id) ?? throw XeroRefusalException.NotFound()]),
        ("PUT", ["Contacts"]) => Written(call, "Contacts", books.PutContact),
        ("POST", ["Contacts"]) => Written(call, "Contacts", books.PostContact),
        ("POST", ["Contacts", var id]) => Written(call, "Contacts", sent => books.PostContact(WithId(sent, "ContactID", id))),
        ("GET", ["Invoices"]) => Invoices(books, call),
        ("GET", ["Invoices", var id]) => Envelope(call, "Invoices", [books.FindInvoice(id) ?? throw XeroRefusalException.NotFound()]),
        ("PUT", ["Invoices"]) => Written(call, "Invoices", sent => books.PutInvoice(sent, call.UnitDecimals)),
        ("POST", ["Invoices"]) => Written(call, "Invoices", sent => books.PostInvoice(sent, call.UnitDecimals)),
        ("POST", ["Invoices", var id]) => Written(call, "Invoices", sent => books.PostInvoice(WithId(sent, "InvoiceID", id), call.UnitDecimals)),
        ("GET", ["Payments"]) => List(call, "Payments", books.AllPayments, isPaged: true),
        ("GET", ["Payments", var id]) => Envelope(call, "Payments", [books.FindPayment(id) ?? throw XeroRefusalException.NotFound()]),
        ("PUT" or "POST", ["Payments"]) => Written(call, "Payments", books.PutPayment),
        ("POST", ["Payments", var id]) => Envelope(call, "Payments", [books.PostPayment(id, call.Body)]),
        ("PUT", ["BatchPayments"]) => Written(call, "BatchPayments", sent => Batch(books, sent)),
        _ => throw XeroRefusalException.NotFound(),
    };

    /// <summary>Without pages, invoices come without their lines.</summary>
    private static JsonObject Invoices(XeroBooks books, XeroCall call)
    {
        var answer = List(call, "Invoices", books.AllInvoices, isPaged: true);
        foreach (var invoice in call.Page is null ? answer.Items("Invoices") : [])
        {
            invoice.Remove("LineItems");
        }

        return answer;
    }

    /// <summary>One payment each of several invoices, out of one account on one day.</summary>
    private static JsonObject Batch(XeroBooks books, JsonObject sent)
    {
        var payments = sent.Items("Payments").Select(part =>
        {
            var payment = part.DeepClone().AsObject();
            (payment["Account"], payment["Date"]) = (sent.Part("Account")!.DeepClone(), sent.Text("Date"));
            var made = books.PutPayment(payment);
            return new JsonObject { ["PaymentID"] = made.Text("PaymentID"), ["Amount"] = made.Number("Amount"), ["Invoice"] = part.Part("Invoice")!.DeepClone() };
        }).ToList();
        return new JsonObject
        {
            ["Account"] = sent.Part("Account")!.DeepClone(),
            ["BatchPaymentID"] = payments.Count > 0 ? payments[0].Text("PaymentID") : null,
            ["Date"] = XeroNode.Date(sent.Day("Date")!.Value),
            ["Type"] = "PAYBATCH",
            ["Status"] = "AUTHORISED",
            ["TotalAmount"] = payments.Sum(payment => payment.Number("Amount")),
            ["Payments"] = new JsonArray([.. payments]),
        };
    }

    private static JsonObject WithId(JsonObject sent, string name, string id)
    {
        sent[name] = id;
        return sent;
    }

    private static JsonObject List(XeroCall call, string name, IEnumerable<JsonObject> entities, bool isPaged)
    {
        var changed = call.Since is { } since ? entities.Where(entity => entity.UpdatedAt() >= since) : entities;
        var found = XeroQuery.Order(XeroQuery.Where(changed, call.Where), call.Order).ToList();
        if (!isPaged || call.Page is not { } page)
        {
            return Envelope(call, name, found);
        }

        var answer = Envelope(call, name, found.Skip((page - 1) * call.PageSize).Take(call.PageSize));
        answer["pagination"] = new JsonObject
        {
            ["page"] = page,
            ["pageSize"] = call.PageSize,
            ["pageCount"] = (found.Count + call.PageSize - 1) / call.PageSize,
            ["itemCount"] = found.Count,
        };
        return answer;
    }

    /// <summary>Writes each element that was sent. Without a summary, one that is not valid stands in the answer with its errors.</summary>
    private static JsonObject Written(XeroCall call, string name, Func<JsonObject, JsonObject> write)
    {
        // One object alone, without the list, is taken as well.
        var body = call.Body;
        var sent = body.ContainsKey(name) ? body.Items(name) : [body];
        var written = new List<JsonObject>();
        foreach (var element in sent)
        {
            try
            {
                written.Add(write(element));
            }
            catch (XeroRefusalException refusal) when (!call.SummarizesErrors && refusal.Body.Items("Elements") is [var refused])
            {
                var told = refused.DeepClone().AsObject();
                (told["StatusAttributeString"], told["HasErrors"]) = ("ERROR", true);
                written.Add(told);
            }
        }

        return Envelope(call, name, written);
    }

    private static JsonObject Envelope(XeroCall call, string name, IEnumerable<JsonObject> entities) => new()
    {
        ["Id"] = $"{Guid.CreateVersion7(call.Now)}",
        ["Status"] = "OK",
        ["ProviderName"] = "Quittance",
        ["DateTimeUTC"] = XeroNode.Date(call.Now),
        [name] = new JsonArray([.. entities.Select(entity => entity.DeepClone())]),
    };
}
