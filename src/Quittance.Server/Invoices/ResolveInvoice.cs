using Quittance.Domain;
using Quittance.Domain.Invoices;
using Quittance.Server.Api;
using Quittance.Server.Api.Payments;
using Quittance.Server.Storage;

namespace Quittance.Server.Invoices;

internal static class ResolveInvoice
{
    /// <summary>The bill that a text names: one that has it as its id, with or without prefix, goes before one that has it as its foreign id.</summary>
    /// <remarks>A foreign id is unique for the bill's creator only; one that several bills have names none of them.</remarks>
    public static async Task<InvoiceId> ResolveInvoiceAsync(this TenantSession session, string text, CancellationToken cancel)
    {
        await using var command = session.Sql(
            """
            (select id, true as is_id from invoices where organization_id = $1 and id = $2)
            union all
            (select i.id, false
             from invoice_plans p
             join invoices i on i.organization_id = p.organization_id and i.id = p.invoice_id
             where p.organization_id = $1 and p.foreign_id = $3
             limit 2)
            order by is_id desc
            """,
            Ids.ReadOrNone(PaymentsIds.Invoice, text), text);
        await using var row = await command.ExecuteReaderAsync(cancel);
        if (!await row.ReadAsync(cancel))
        {
            throw Ids.NotFound("invoice");
        }

        var (id, isId) = (new InvoiceId(row.GetGuid(0)), row.GetBoolean(1));
        return isId || !await row.ReadAsync(cancel)
            ? id
            : throw new RefusedException(Refusal.InvalidInput, "Several invoices, of several creators, have this foreign id. Name the invoice by its id.");
    }
}
