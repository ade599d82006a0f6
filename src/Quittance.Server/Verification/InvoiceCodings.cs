namespace Quittance.Server.Verification;

/// <summary>How a bill is booked is its payer's: of lines that are there, with accounts and tax rates of the payer's own books.</summary>
internal sealed class InvoiceCodings : IDatabaseCheck
{
    public string Name => "invoice_codings";

    public Task RunAsync(Snapshot snapshot, Faults faults, CancellationToken cancel) => snapshot.TellAsync(
        faults,
        """
        select c.organization_id, 'pay_', c.invoice_id,
            case
                when c.business_id <> i.payer_id or home.home_organization_id <> c.organization_id then 'is coded by another than its payer'
                when account.business_id <> i.payer_id then format('line %s is booked on another business''s account', c.position)
                when rate.business_id <> i.payer_id then format('line %s has another business''s tax rate', c.position)
                when rate.accounting_connection_id <> account.accounting_connection_id then format('line %s has account and tax rate of two books', c.position)
                else format('line %s is coded and is not there', c.position)
            end
        from invoice_codings c
        join invoices i on i.organization_id = c.organization_id and i.id = c.invoice_id
        join parties home on home.organization_id = i.organization_id and home.id = i.payer_id
        join ledger_accounts account on account.organization_id = c.organization_id and account.id = c.ledger_account_id
        left join accounting_tax_rates rate on rate.organization_id = c.organization_id and rate.id = c.tax_rate_id
        where c.business_id <> i.payer_id
           or home.home_organization_id <> c.organization_id
           or account.business_id <> i.payer_id
           or rate.business_id <> i.payer_id
           or rate.accounting_connection_id <> account.accounting_connection_id
           or c.position < -2
           or (c.position > 0 and not exists (
               select 1 from invoice_lines l where l.organization_id = c.organization_id and l.invoice_id = c.invoice_id and l.position = c.position))
        """,
        cancel);
}
