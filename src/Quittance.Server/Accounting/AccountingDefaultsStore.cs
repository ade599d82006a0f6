using Quittance.Domain.Accounting;
using Quittance.Domain.Businesses;
using Quittance.Server.Storage;

namespace Quittance.Server.Accounting;

/// <summary>What a business takes when nothing better is known.</summary>
/// <param name="PaymentsAccount">Payments leave it.</param>
/// <param name="ProductsAccount">Lines are booked on it.</param>
/// <param name="DeductionsRate">Tried first for allowances and charges of a whole bill.</param>
internal sealed record AccountingDefaults(LedgerAccountId? PaymentsAccount, LedgerAccountId? ProductsAccount, TaxRateId? DeductionsRate)
{
    public static readonly AccountingDefaults None = new(null, null, null);
}

/// <summary>The table <c>accounting_settings</c>.</summary>
internal readonly struct AccountingDefaultsStore(TenantSession session)
{
    public async Task<AccountingDefaults> GetAsync(BusinessId business, CancellationToken cancel)
    {
        await using var command = session.Sql(
            "select payments_account_id, products_account_id, deductions_tax_id from accounting_settings where organization_id = $1 and business_id = $2",
            business.Value);
        await using var row = await command.ExecuteReaderAsync(cancel);
        return await row.ReadAsync(cancel)
            ? new AccountingDefaults(
                row.ValueOrNull<Guid>(0) is { } payments ? new LedgerAccountId(payments) : null,
                row.ValueOrNull<Guid>(1) is { } products ? new LedgerAccountId(products) : null,
                row.ValueOrNull<Guid>(2) is { } deductions ? new TaxRateId(deductions) : null)
            : AccountingDefaults.None;
    }

    public Task PutAsync(BusinessId business, AccountingDefaults settings, DateTimeOffset now, CancellationToken cancel) => session.Sql(
        """
        insert into accounting_settings (organization_id, business_id, payments_account_id, products_account_id, deductions_tax_id, updated_at)
        values ($1, $2, $3, $4, $5, $6)
        on conflict (organization_id, business_id) do update
        set payments_account_id = excluded.payments_account_id, products_account_id = excluded.products_account_id,
            deductions_tax_id = excluded.deductions_tax_id, updated_at = excluded.updated_at
        """,
        business.Value, settings.PaymentsAccount?.Value, settings.ProductsAccount?.Value, settings.DeductionsRate?.Value, now).ExecuteAsync(cancel);
}
