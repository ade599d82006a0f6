using System.Text.Json;
using Quittance.Connectors.InvoiceProviders.Qonto;
using Quittance.Domain.Intake;

namespace Quittance.Tests.InvoiceProviders;

public sealed class MappingQontoInvoices
{
    private static readonly string Invoice = InvoiceWith();

    private static readonly string Page = $$"""
        {"supplier_invoices": [{{Invoice}}], "meta": {"current_page": 1, "next_page": null, "prev_page": null, "total_pages": 1, "total_count": 1, "per_page": 100} }
        """;

    [Fact]
    public void An_invoice_states_its_number_dates_amounts_and_supplier()
    {
        var stated = QontoMapping.Stated(Bill(Invoice));

        Assert.Equal(EInvoiceSyntax.ProviderData, stated.Syntax);
        Assert.Equal(("QONTO-JAN-2026", new DateOnly(2026, 3, 1), new DateOnly(2026, 3, 31)), (stated.Number, stated.IssueDate, stated.DueDate));
        Assert.Equal(("380", "EUR"), (stated.TypeCode, stated.CurrencyCode));
        Assert.Equal((18.42m, 3.68m, 22.10m, 22.10m), (stated.Totals.WithoutVat, stated.Totals.Vat, stated.Totals.WithVat, stated.Totals.Due));
        Assert.Equal(("Encres du Rhône SARL", "100000009", "FR88100000009"), (stated.Seller.Name, stated.Seller.Siren, stated.Seller.VatId));
        Assert.Equal((20m, 18.42m, 3.68m), Assert.Single(stated.VatBreakdown.Select(rate => (rate.Rate!.Value, rate.TaxableAmount!.Value, rate.TaxAmount!.Value))));
        Assert.Equal("FR7630000000020000006789022", Assert.Single(stated.PaymentMeans).Account);
    }

    [Fact]
    public void What_is_stated_makes_a_bill_that_can_be_paid()
    {
        var bill = BillOfEInvoice.Read(QontoMapping.Stated(Bill(Invoice)), out var faults);

        Assert.Empty(faults);
        Assert.Equal("22.10 EUR", bill!.Amount.ToText());
    }

    [Fact]
    public void A_single_invoice_may_come_in_an_envelope_or_without() =>
        Assert.Equal(Bill(Invoice).Number, Bill($$"""{"supplier_invoice": {{Invoice}}}""").Number);

    [Theory]
    [InlineData("10000000900017", "FR88100000009", null, "10000000900017")]
    [InlineData("100000009", null, "100000009", null)]
    [InlineData("100 000 009", "FR88100000009", "100000009", null)]
    [InlineData("501442600", "PT501442600", null, null)] // nine digits whose check digit holds by chance
    [InlineData("123456789", null, null, null)] // no French number: its check digit is wrong
    public void A_tax_number_is_a_French_one_only_where_it_can_be(string tin, string? vat, string? siren, string? siret)
    {
        var seller = QontoMapping.Stated(Bill(InvoiceWith(tin: tin, vat: vat))).Seller;

        Assert.Equal((siren, siret), (seller.Siren, seller.Siret));
    }

    [Fact]
    public void The_supplier_may_stand_in_a_snapshot()
    {
        var bill = Bill("""
            {"id": "a", "updated_at": "2026-03-04T17:58:30Z", "supplier_snapshot": {"name": "Encres", "tin": "100000009", "vat_number": "FR88100000009"}}
            """);

        Assert.Equal(("Encres", "100000009", "FR88100000009"), (bill.SupplierName, bill.TaxNumber, bill.VatNumber));
    }

    [Theory]
    [InlineData("0.20", "20")]
    [InlineData("20", "20")]
    [InlineData("0.055", "5.5")]
    [InlineData("2.1", "2.1")]
    [InlineData("0", "0")]
    public void A_tax_rate_is_a_fraction_or_a_percentage(string written, string percent) =>
        Assert.Equal(decimal.Parse(percent, System.Globalization.CultureInfo.InvariantCulture), QontoTax.Read(Json($$"""{"tax_rate": "{{written}}"}""")).Percent);

    [Fact]
    public void What_credit_notes_took_off_is_not_asked_for()
    {
        var totals = QontoMapping.Stated(Bill(InvoiceWith(payable: "12.10"))).Totals;

        Assert.Equal((22.10m, 10.00m, 12.10m), (totals.WithVat, totals.Prepaid, totals.Due));
    }

    [Theory]
    [InlineData("paid")]
    [InlineData("archived")]
    [InlineData("rejected")]
    public void A_settled_invoice_asks_for_nothing(string status)
    {
        Assert.Null(BillOfEInvoice.Read(QontoMapping.Stated(Bill(InvoiceWith(status: status))), out var faults));
        Assert.Equal("nothing_to_pay", Assert.Single(faults).Rule);
    }

    [Fact]
    public void A_credit_note_asks_for_no_payment()
    {
        Assert.Null(BillOfEInvoice.Read(QontoMapping.Stated(Bill(InvoiceWith(creditNote: "true"))), out var faults));
        Assert.Equal("credit_note", Assert.Single(faults).Rule);
    }

    [Fact]
    public void An_amount_in_another_currency_is_left_out()
    {
        var stated = QontoMapping.Stated(Bill(Invoice.Replace("""{"value": "3.68", "currency": "EUR"}""", """{"value": "3.68", "currency": "USD"}""", StringComparison.Ordinal)));

        Assert.Null(stated.Totals.Vat);
        Assert.Equal(22.10m, stated.Totals.Due);
    }

    [Theory]
    [InlineData("to_review", null, true)]
    [InlineData("awaiting_payment", null, true)]
    [InlineData("scheduled", null, false)]
    [InlineData("paid", null, false)]
    [InlineData("rejected", null, false)]
    [InlineData("a_new_one", null, true)]
    [InlineData("paid", "paid, scheduled", true)]
    [InlineData("to_review", "paid", false)]
    public void Statuses_choose_what_is_told(string status, string? wanted, bool isTold)
    {
        var access = new ProviderAccess(Guid.Empty, "a:b", wanted is null ? new Dictionary<string, string>() : new() { ["statuses"] = wanted });

        Assert.Equal(isTold, QontoMapping.Announced(Bill(InvoiceWith(status: status)), access) is { IsGone: false });
    }

    [Fact]
    public void A_discarded_document_is_gone()
    {
        var told = QontoMapping.Announced(Bill(InvoiceWith(status: "discarded")), new ProviderAccess(Guid.Empty, "a:b", new Dictionary<string, string>()));

        Assert.Equal(new AnnouncedBill("4d5418bb-bd0d-4df4-865c-c07afab8bb48", "2026-03-04T15:58:30.000Z", IsGone: true), told);
    }

    [Fact]
    public void More_pages_than_can_be_read_are_refused_with_what_to_do()
    {
        var failure = Assert.Throws<ProviderException>(() => QontoMapping.ReadPage(Json("""{"supplier_invoices": [], "meta": {"total_pages": 2000000000, "total_count": 1}}""")));

        Assert.Equal(ProviderFault.TooLarge, failure.Fault);
        Assert.Contains("settings.history", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Whatever_is_wrong_in_an_answer_is_a_bad_answer()
    {
        Assert.InRange(HostileJson.Refused(Invoice, json => QontoMapping.Stated(QontoBill.Read(json))), 100, int.MaxValue);
        Assert.InRange(HostileJson.Refused(Page, json => Assert.All(QontoMapping.ReadPage(json).Bills, bill => QontoMapping.Stated(bill))), 100, int.MaxValue);
    }

    private static string InvoiceWith(string status = "to_review", string tin = "100000009", string? vat = "FR88100000009", string payable = "22.10", string creditNote = "false") => $$"""
        {
          "id": "4d5418bb-bd0d-4df4-865c-c07afab8bb48", "is_einvoice": false, "has_discrepancies": false, "organization_id": "5e5418bb-bd0d-4df4-865c-c07afab8bb48",
          "file_name": "my-invoice.pdf", "status": "{{status}}", "source_type": "email", "source": "email_forward",
          "created_at": "2026-03-04T16:58:30+02:00", "updated_at": "2026-03-04T17:58:30+02:00",
          "attachment_id": "3c90c3cc-0d44-4b50-8888-8dd25736052a", "display_attachment_id": "3c90c3cc-0d44-4b50-8888-8dd25736052b", "declined_note": "",
          "e_invoice_type": null, "has_duplicates": false, "invoice_number": "QONTO-JAN-2026", "supplier_name": "Encres du Rhône SARL",
          "vat_number": {{(vat is null ? "null" : $"\"{vat}\"")}}, "tin": "{{tin}}", "description": "Encres de mars",
          "total_amount": {"value": "22.10", "currency": "EUR"}, "total_amount_excluding_taxes": {"value": "18.42", "currency": "EUR"},
          "total_tax_amount": {"value": "3.68", "currency": "EUR"}, "payable_amount": {"value": "{{payable}}", "currency": "EUR"},
          "taxes": [{"tax_amount": {"value": "3.68", "currency": "EUR"}, "tax_rate": "0.20"}],
          "issue_date": "2026-03-01", "due_date": "2026-03-31", "payment_date": null, "scheduled_date": null, "iban": "FR7630000000020000006789022",
          "initiator_id": null, "is_attachment_invoice": true, "attachment_category": "INVOICE", "is_credit_note": {{creditNote}},
          "einvoicing_lifecycle_events": [{"status_code": 200, "reason": "DOUBLE FACTURE", "reason_message": "x", "timestamp": "2024-12-04T11:05:16.4497Z"}],
          "meta": {"integration_type": "amazon", "connector": "grover"}, "available_actions": {"delete": true}
        }
        """;

    private static QontoBill Bill(string json) => QontoBill.Read(Json(json));

    private static JsonElement Json(string text) => JsonDocument.Parse(text).RootElement;
}
