using Quittance.Domain.Accounting;
using Quittance.Domain.Invoices;
using Quittance.Domain.Networks;
using static Quittance.Domain.Tests.Invoices.Bills;

namespace Quittance.Domain.Tests.Accounting;

/// <summary>Books and bills for tests of booking.</summary>
internal static class Bookings
{
    public static readonly LedgerAccount Travel = Account("travel");

    public static readonly LedgerAccount Office = Account("office");

    public static readonly IReadOnlyList<LedgerAccount> Accounts = [Travel, Office];

    public static readonly TaxRate Twenty = Rate(20_00);

    public static readonly TaxRate Reduced = Rate(5_50);

    public static readonly IReadOnlyList<TaxRate> Rates = [Twenty, Reduced, Rate(0)];

    public static LedgerAccount Account(string id, LedgerAccountStatus status = LedgerAccountStatus.Active) => new(
        LedgerAccountId.New(Now), id, id, null, LedgerAccountType.Expense, null, status, null, null, null, false);

    public static TaxRate Rate(int rate, bool isActive = true, string? id = null) =>
        new(TaxRateId.New(Now), id ?? $"vat{rate}", $"VAT {rate}", null, rate, rate, isActive, []);

    public static InvoiceLine Line(long minor, int? rate = null) => new("Things", 1, minor / 100m, minor, rate);

    public static Invoice Bill(long amount, long? tax, long? prepaid, params IReadOnlyList<InvoiceLine> lines) => Bill(Currency.Eur, amount, tax, prepaid, lines);

    public static Invoice Bill(Currency currency, long amount, long? tax, long? prepaid, params IReadOnlyList<InvoiceLine> lines) => Invoice.Draft(
        InvoiceId.New(Now), Connection(), ConnectionRole.Payee, new Money(amount, currency), null,
        new InvoiceDetails("INV-1", null, null, tax, prepaid, lines), Now);

    public static IReadOnlyList<LineCoding> AllOn(LedgerAccount account, Invoice bill) =>
        [.. Enumerable.Range(0, Math.Max(1, bill.Details.Lines.Count)).Select(position => On(account, position))];

    public static LineCoding On(LedgerAccount account, int position, TaxRate? rate = null) => new(position, account.Id, rate?.Id, CodingSource.Person);

    public static IReadOnlyList<BillLineToPush> Booked(Invoice bill, IReadOnlyList<LineCoding>? codings = null, IReadOnlyList<TaxRate>? rates = null, TaxRateId? deductions = null) =>
        BillBooking.Of(bill, codings ?? AllOn(Travel, bill), Accounts, rates ?? Rates, deductions);
}
