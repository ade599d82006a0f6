using System.Text.Json;
using Quittance.Simulator.Accounts;
using Quittance.Simulator.Afnor;
using Quittance.Simulator.Bills;
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

    public static byte[] Of(Account account, Bill bill, string type, string id) => bill.Provider switch
    {
        Provider.Http or Provider.Yooz => Camel(new
        {
            id,
            type,
            created = Text.Milliseconds(account.Clock.Now),
            invoice = new { id = bill.Id, updatedAt = Text.Milliseconds(bill.UpdatedAt), fileName = bill.File.Name },
        }),
        _ => Camel(new { flowInfo = Flow.Of(bill) }),
    };

    private static byte[] Camel<T>(T body) => JsonSerializer.SerializeToUtf8Bytes(body, Text.Camel);
}
