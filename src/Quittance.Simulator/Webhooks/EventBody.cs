using System.Text.Json;
using Quittance.Simulator.Accounts;
using Quittance.Simulator.Afnor;
using Quittance.Simulator.Bills;
using Quittance.Simulator.Qonto;
using Quittance.Simulator.Wire;

namespace Quittance.Simulator.Webhooks;

/// <summary>Writes what happened to a bill the way its provider does.</summary>
internal static class EventBody
{
    /// <summary>The word for a bill that came, changed or went.</summary>
    public static string TypeOf(Provider provider, string operation) => provider switch
    {
        Provider.Http or Provider.Yooz => operation switch { "insert" => "invoice.created", "update" => "invoice.updated", _ => "invoice.deleted" },
        Provider.Afnor => "flow",
        Provider.Pennylane => "supplier_invoice.e_invoicing_received",
        Provider.Qonto => "v1/supplier-invoices",
    };

    /// <param name="id">Of the delivery; the receiver knows repeats by it.</param>
    /// <param name="retries">How often it was tried before.</param>
    public static byte[] Of(Account account, WebhookTarget target, Bill bill, string type, string id, int retries) => bill.Provider switch
    {
        Provider.Pennylane => Snake(new
        {
            id = long.Parse(id, Text.Invariant),
            @event = type,
            retry_count = retries,
            created = account.Clock.Now.ToUnixTimeMilliseconds(),
            data = new
            {
                context = new { company_id = account.Number.ToString(Text.Invariant), firm_id = (string?)null },
                @object = new { id = long.Parse(bill.Id, Text.Invariant), created_at = Text.Milliseconds(bill.CreatedAt), credit_note = bill.Details.IsCreditNote },
            },
        }),
        Provider.Qonto => Snake(new
        {
            id,
            subscription_id = target.Id,
            organization_id = account.OrganizationId,
            membership_id = account.OrganizationId,
            type,
            created_at = Text.Milliseconds(account.Clock.Now),
            data = QontoInvoice.Of(account, bill),
        }),
        Provider.Http or Provider.Yooz => Camel(new
        {
            id,
            type,
            created = Text.Milliseconds(account.Clock.Now),
            invoice = new { id = bill.Id, updatedAt = Text.Milliseconds(bill.UpdatedAt), fileName = bill.File.Name },
        }),
        _ => Camel(new { flowInfo = Flow.Of(bill) }),
    };

    private static byte[] Snake<T>(T body) => JsonSerializer.SerializeToUtf8Bytes(body, Text.Snake);

    private static byte[] Camel<T>(T body) => JsonSerializer.SerializeToUtf8Bytes(body, Text.Camel);
}
