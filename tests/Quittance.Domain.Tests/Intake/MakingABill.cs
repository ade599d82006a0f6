using Quittance.Domain.Intake;

namespace Quittance.Domain.Tests.Intake;

public sealed class MakingABill
{
    private const string Account = "FR7630006000011234567890189";

    [Fact]
    public void A_line_keeps_the_rate_that_it_states_if_it_is_one()
    {
        EInvoiceLine[] lines =
        [
            new() { VatRate = 20m }, new() { VatRate = 5.50m }, new() { VatRate = 0m, VatCategory = "E" }, new() { VatCategory = "O" }, new(), new() { VatRate = 5.555m },
            new() { VatRate = -1m }, new() { VatRate = decimal.MaxValue / 1000 },
        ];
        var document = new EInvoice
        {
            Syntax = EInvoiceSyntax.UblInvoice,
            Number = "F-1",
            CurrencyCode = "EUR",
            Seller = new EInvoiceParty(),
            Buyer = new EInvoiceParty(),
            Totals = new EInvoiceTotals { Due = 12m },
            Lines = lines,
        };

        var bill = BillOfEInvoice.Read(document, out _)!;

        Assert.Equal([20_00, 5_50, 0, 0, null, null, null, null], bill.Details.Lines.Select(line => line.TaxRate));
    }

    [Fact]
    public void Accounts_in_what_the_supplier_wrote_come_out_by_their_last_four_digits()
    {
        var document = new EInvoice
        {
            Syntax = EInvoiceSyntax.UblInvoice,
            Number = "F-1",
            CurrencyCode = "EUR",
            Seller = new EInvoiceParty(),
            Buyer = new EInvoiceParty(),
            Totals = new EInvoiceTotals { Due = 12m },
            Notes = [new EInvoiceNote($"Pay to {Account} please.", null)],
            Lines = [new EInvoiceLine { Name = $"Ink, to {Account}", NetAmount = 10m }],
        };

        var bill = BillOfEInvoice.Read(document, out var faults)!;

        Assert.Empty(faults);
        Assert.DoesNotContain(Account, bill.Details.Memo, StringComparison.Ordinal);
        Assert.EndsWith("0189 please.", bill.Details.Memo, StringComparison.Ordinal);
        Assert.EndsWith("0189", Assert.Single(bill.Details.Lines).Description, StringComparison.Ordinal);
        Assert.DoesNotContain(Account, bill.Details.Lines[0].Description, StringComparison.Ordinal);
    }
}
