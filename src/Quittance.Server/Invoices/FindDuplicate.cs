using Quittance.Domain.Invoices;
using Quittance.Server.Storage;

namespace Quittance.Server.Invoices;

/// <summary>Finds the bill that another one probably repeats. It is told, never acted on: only a person knows.</summary>
internal static class FindDuplicate
{
    /// <summary>An earlier bill of the payee with the same number but for case, spaces, signs and leading zeros, or of the same amount and date.</summary>
    /// <remarks>
    /// A payee counts its numbers once for all its customers, so the number is looked for in the whole organization: a bill
    /// sent to two sister companies is found. Equal amounts on one day are usual between sisters, so those count for one
    /// payer only. Bills that were declined or canceled are out of the game.
    /// </remarks>
    public static async Task<InvoiceId?> FindDuplicateAsync(this TenantSession session, Invoice invoice, CancellationToken cancel)
    {
        await using var command = session.Sql(
            """
            (select i.id, i.created_at
             from invoices i
             where i.organization_id = $1 and i.payee_id = $2 and plain_number(i.number) = plain_number($4)
               and i.id <> $3 and i.status not in ('declined', 'canceled')
             order by i.created_at, i.id
             limit 1)
            union all
            (select i.id, i.created_at
             from invoices i
             where i.organization_id = $1 and i.payee_id = $2 and i.payer_id = $5 and i.invoice_date = $6 and i.currency = $7 and i.amount_minor = $8
               and i.id <> $3 and i.status not in ('declined', 'canceled')
             order by i.created_at, i.id
             limit 1)
            limit 1
            """,
            invoice.PayeeId.Value, invoice.Id.Value, new Npgsql.NpgsqlParameter<string?> { TypedValue = invoice.Details.Number }, invoice.PayerId.Value,
            new Npgsql.NpgsqlParameter { Value = (object?)invoice.Details.InvoiceDate ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Date },
            invoice.Amount.Currency.Code, invoice.Amount.Minor);
        return await command.ExecuteScalarAsync(cancel) is Guid id ? new InvoiceId(id) : null;
    }

    /// <summary>Notes the likely duplicate on the bill's row, in the payer's organization only: it concerns whoever pays.</summary>
    public static async Task FlagDuplicateAsync(this TenantSession session, Invoice invoice, CancellationToken cancel)
    {
        if (await session.Connections.HomeOfPartyAsync(invoice.PayerId, cancel) == session.Organization)
        {
            await session.Invoices.SetDuplicateAsync(invoice.Id, await session.FindDuplicateAsync(invoice, cancel), cancel);
        }
    }
}
