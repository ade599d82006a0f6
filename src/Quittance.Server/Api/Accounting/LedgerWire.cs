using System.ComponentModel;
using Quittance.Domain.Accounting;
using Quittance.Server.Accounting;

namespace Quittance.Server.Api.Accounting;

/// <summary>An account of the entity's books.</summary>
[SnakeCase]
public sealed record LedgerAccountResponse(
    Guid Id,
    [property: Description("ISO 4217; null when it is the books' own.")] string? Currency,
    [property: Description("Minor units; null when the accounting system does not say.")] long? CurrentBalance,
    string? Description,
    [property: Description("Whether payments can come from it.")] bool IsBankAccount,
    string Name,
    [property: Description("Its number in the chart of accounts.")] string? NominalCode,
    [property: Description("Active, Archived, Pending or Unknown.")] string Status,
    [property: Description("The accounting system's own, finer word for the type.")] string? Subtype,
    [property: Description("Asset, Equity, Expense, Income, Liability or Unknown.")] string Type)
{
    internal static LedgerAccountResponse Of(LedgerAccount account) => new(
        account.Id.Value, account.CurrencyCode, account.BalanceMinor, account.Description, account.IsBankAccount, account.Name, account.Code, $"{account.Status}",
        account.Subtype, $"{account.Type}");
}

/// <summary>A tax rate of the entity's books. Rates are hundredths of a percent: 12.5 % is 1250.</summary>
[SnakeCase]
public sealed record TaxRateResponse(
    Guid Id, string? Code, IReadOnlyList<TaxComponentWire> Components, int EffectiveTaxRate, string Name, [property: Description("Active or Archived.")] string Status, int TotalTaxRate)
{
    internal static TaxRateResponse Of(TaxRate rate) => new(
        rate.Id.Value, rate.Code, [.. rate.Components.Select(part => new TaxComponentWire(part.IsCompound, part.Name, part.Rate))], rate.EffectiveRate, rate.Name,
        rate.IsActive ? "Active" : "Archived", rate.TotalRate);
}

/// <summary>A part of a tax rate.</summary>
[SnakeCase]
public sealed record TaxComponentWire([property: Description("Whether it is taken on the amount with the other components.")] bool IsCompound, string Name, int Rate);

/// <summary>Bills of the accounting system.</summary>
[SnakeCase]
public sealed record PulledPayableList(IReadOnlyList<PulledPayableResponse> Data);

/// <summary>A bill as the accounting system has it. Amounts are in major units, unlike elsewhere.</summary>
[SnakeCase]
public sealed record PulledPayableResponse(
    [property: Description("The accounting system's.")] string Id,
    decimal? AmountDue,
    string? Currency,
    [property: Description("What one unit of the currency is in the books' own.")] decimal? CurrencyRate,
    DateOnly? DueDate,
    string? InvoiceNumber,
    IReadOnlyList<PulledLineWire> Lines,
    string? Memo,
    DateOnly? PostedDate,
    [property: Description("Always empty: what the bills were ordered by is not read.")] IReadOnlyList<object> PurchaseOrderRefs,
    [property: Description("open, draft, partially_paid, paid, unknown or void.")] string Status,
    decimal? Subtotal,
    decimal? TaxAmount,
    decimal TotalAmount,
    PulledVendorWire? VendorRef)
{
    internal static PulledPayableResponse Of(PulledBill pulled)
    {
        var bill = pulled.Bill;
        return new PulledPayableResponse(
            bill.Reference.Id,
            bill.Due,
            bill.CurrencyCode,
            bill.CurrencyRate,
            bill.DueDate,
            bill.Number,
            [.. bill.Lines.Select(line => new PulledLineWire(
                line.Description, null, null, IdOf(pulled.Accounts, line.LedgerAccountId), line.Quantity, IdOf(pulled.Rates, line.TaxRateId) is { } rate ? new PulledTaxRateWire(rate) : null,
                line.UnitPrice))],
            bill.Memo,
            bill.Date,
            [],
            Storage.Words.Of(bill.Status),
            bill.Tax is { } tax ? bill.Total - tax : null,
            bill.Tax,
            bill.Total,
            bill.VendorId is { } vendor ? new PulledVendorWire(vendor, bill.VendorName) : null);
    }

    private static Guid? IdOf(IReadOnlyDictionary<string, Guid> ids, string? remote) => remote is not null && ids.TryGetValue(remote, out var id) ? id : null;
}

/// <summary>A line of a bill in the accounting system.</summary>
[SnakeCase]
public sealed record PulledLineWire(
    string? Description,
    [property: Description("Always null: the amounts of a bill are after discounts.")] decimal? DiscountAmount,
    [property: Description("Always null.")] decimal? DiscountPercentage,
    [property: Description("As in GET /v1/ledger_accounts.")] Guid? LedgerAccountId,
    decimal? Quantity,
    PulledTaxRateWire? TaxRateRef,
    decimal? UnitAmount);

/// <summary>A tax rate, as in GET /v1/accounting_tax_rates.</summary>
[SnakeCase]
public sealed record PulledTaxRateWire(Guid Id);

/// <summary>The vendor of a bill in the accounting system.</summary>
[SnakeCase]
public sealed record PulledVendorWire([property: Description("The accounting system's.")] string Id, string? Name);
