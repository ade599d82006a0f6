using Quittance.Domain.Accounting;
using Quittance.Domain.Businesses;
using Quittance.Domain.Invoices;
using Quittance.Server.Storage;

namespace Quittance.Server.Accounting;

/// <summary>The table <c>invoice_codings</c>: how the payer books the lines of bills. Never in another organization than the payer's.</summary>
internal readonly struct CodingStore(TenantSession session)
{
    public async Task<IReadOnlyList<LineCoding>> OfAsync(InvoiceId invoice, CancellationToken cancel)
    {
        await using var command = session.Sql(
            "select position, ledger_account_id, tax_rate_id, source from invoice_codings where organization_id = $1 and invoice_id = $2 order by position",
            invoice.Value);
        await using var row = await command.ExecuteReaderAsync(cancel);
        var codings = new List<LineCoding>();
        while (await row.ReadAsync(cancel))
        {
            codings.Add(new LineCoding(
                row.GetInt32(0), new LedgerAccountId(row.GetGuid(1)), row.ValueOrNull<Guid>(2) is { } rate ? new TaxRateId(rate) : null,
                Words.Read<CodingSource>(row.GetString(3))));
        }

        return codings;
    }

    /// <summary>The vendor's last bill, other than this one, of which a line is booked on an account of the connection that is in use.</summary>
    public async Task<InvoiceId?> FindLastAsync(AccountingConnectionId connection, Invoice invoice, CancellationToken cancel)
    {
        await using var command = session.Sql(
            """
            select i.id
            from invoices i
            where i.organization_id = $1 and i.payer_id = $2 and i.payee_id = $3 and i.id <> $4 and i.status not in ('draft', 'declined', 'canceled')
              and exists (
                  select 1
                  from invoice_codings c
                  join ledger_accounts a on a.organization_id = c.organization_id and a.id = c.ledger_account_id
                  where c.organization_id = i.organization_id and c.invoice_id = i.id
                    and a.accounting_connection_id = $5 and a.status in ('active', 'unknown'))
            order by i.created_at desc, i.id desc
            limit 1
            """,
            invoice.PayerId.Value, invoice.PayeeId.Value, invoice.Id.Value, connection.Value);
        return await command.ExecuteScalarAsync(cancel) is Guid id ? new InvoiceId(id) : null;
    }

    /// <summary>Makes these the codings of the bill, and no others.</summary>
    public async Task ReplaceAsync(InvoiceId invoice, BusinessId payer, IReadOnlyList<LineCoding> codings, DateTimeOffset now, CancellationToken cancel)
    {
        await session.Sql(
            "delete from invoice_codings where organization_id = $1 and invoice_id = $2 and position <> all ($3)",
            invoice.Value, codings.Select(coding => coding.Position).ToArray()).ExecuteAsync(cancel);
        if (codings.Count == 0)
        {
            return;
        }

        await session.Sql(
            """
            insert into invoice_codings as known (organization_id, invoice_id, position, business_id, ledger_account_id, tax_rate_id, source, updated_at)
            select $1, $2, c.position, $3, c.ledger_account_id, c.tax_rate_id, c.source, $4
            from unnest($5::int[], $6::uuid[], $7::uuid[], $8::text[]) as c (position, ledger_account_id, tax_rate_id, source)
            on conflict (organization_id, invoice_id, position) do update
            set ledger_account_id = excluded.ledger_account_id, tax_rate_id = excluded.tax_rate_id, source = excluded.source, updated_at = excluded.updated_at
            where (known.ledger_account_id, known.tax_rate_id, known.source)
                is distinct from (excluded.ledger_account_id, excluded.tax_rate_id, excluded.source)
            """,
            invoice.Value,
            payer.Value,
            now,
            codings.Select(coding => coding.Position).ToArray(),
            codings.Select(coding => coding.AccountId.Value).ToArray(),
            codings.Select(coding => coding.TaxRateId?.Value).ToArray(),
            codings.Select(coding => Words.Of(coding.Source)).ToArray()).ExecuteAsync(cancel);
    }
}
