using System.Text.Json;
using Quittance.Connectors.InvoiceProviders.Pennylane;
using Quittance.Domain.Intake;

namespace Quittance.Tests.InvoiceProviders;

public sealed class MappingPennylaneInvoices
{
    private const string Supplier = """
        {
          "id": 456, "name": "Encres du Rhône SARL", "establishment_no": "10000000900017", "reg_no": "100000009", "vat_number": "FR88100000009",
          "ledger_account": {"id": 9}, "emails": ["compta@encres.example"], "iban": "FR76 3000 0000 0200 0000 6789 022",
          "postal_address": {"address": "14 quai des Fictions", "postal_code": "69001", "city": "Lyon", "country_alpha2": "FR"},
          "supplier_payment_method": "manual_transfer", "supplier_due_date_delay": 30, "supplier_due_date_rule": "days",
          "external_reference": "FR123", "created_at": "2023-08-30T10:08:08.146343Z", "updated_at": "2023-08-30T10:08:08.146343Z"
        }
        """;

    private const string Lines = """
        {
          "items": [
            {"id": 1, "label": "Encre pigmentée", "amount": "600.0", "currency_amount": "600.0", "description": "Un litre", "vat_rate": "FR_200",
             "currency_amount_before_tax": "500.0", "currency_tax": "100.0", "tax": "100.0", "imputation_dates": null, "created_at": "2026-01-05T09:00:00Z"},
            {"id": 2, "label": null, "amount": "100.23", "currency_amount": "100.23", "description": "Livre", "vat_rate": "FR_55",
             "currency_amount_before_tax": "95.00", "currency_tax": "5.23", "tax": "5.23", "imputation_dates": null, "created_at": "2026-01-05T09:00:00Z"}
          ],
          "has_more": false, "next_cursor": null
        }
        """;

    private static readonly string Invoice = InvoiceWith();

    [Fact]
    public void An_invoice_states_its_number_dates_amounts_and_supplier()
    {
        var stated = PennylaneMapping.Stated(Bill(Invoice), PennylaneSupplier.Read(Json(Supplier)), []);

        Assert.Equal(EInvoiceSyntax.ProviderData, stated.Syntax);
        Assert.Equal(("F20260001", new DateOnly(2026, 1, 15), new DateOnly(2026, 2, 14)), (stated.Number, stated.IssueDate, stated.DueDate));
        Assert.Equal(("380", "EUR"), (stated.TypeCode, stated.CurrencyCode));
        Assert.Equal((595.00m, 105.23m, 700.23m, 700.23m), (stated.Totals.WithoutVat, stated.Totals.Vat, stated.Totals.WithVat, stated.Totals.Due));
        Assert.Null(stated.Totals.Prepaid);
        Assert.Equal(("Encres du Rhône SARL", "100000009", "10000000900017", "FR88100000009"), (stated.Seller.Name, stated.Seller.Siren, stated.Seller.Siret, stated.Seller.VatId));
        Assert.Equal(("Lyon", "69001", "FR"), (stated.Seller.Address!.City, stated.Seller.Address.PostCode, stated.Seller.Address.CountryCode));
        Assert.Equal("FR76 3000 0000 0200 0000 6789 022", Assert.Single(stated.PaymentMeans).Account);
    }

    [Fact]
    public void What_is_stated_makes_a_bill_that_can_be_paid()
    {
        var bill = BillOfEInvoice.Read(PennylaneMapping.Stated(Bill(Invoice), PennylaneSupplier.Read(Json(Supplier)), ReadLines()), out var faults);

        Assert.Empty(faults);
        Assert.Equal("700.23 EUR", bill!.Amount.ToText());
        Assert.Equal(2, bill.Details.Lines.Count);
    }

    [Fact]
    public void Lines_give_their_amounts_and_the_vat_of_each_rate()
    {
        var stated = PennylaneMapping.Stated(Bill(Invoice), null, ReadLines());

        Assert.Equal(["Encre pigmentée", "Livre"], stated.Lines.Select(line => line.Name));
        Assert.Equal([(500.0m, 20m, "S"), (95.00m, 5.5m, "S")], stated.Lines.Select(line => (line.NetAmount!.Value, line.VatRate!.Value, line.VatCategory!)));
        Assert.Equal([(20m, 500.0m, 100.0m), (5.5m, 95.00m, 5.23m)], stated.VatBreakdown.Select(rate => (rate.Rate!.Value, rate.TaxableAmount!.Value, rate.TaxAmount!.Value)));
    }

    [Fact]
    public void A_line_of_unknown_vat_leaves_the_breakdown_out_rather_than_wrong()
    {
        var lines = ReadLines().Append(new PennylaneLine("3", "Divers", null, 1m, 0m, "mixed")).ToList();

        Assert.Empty(PennylaneMapping.Stated(Bill(Invoice), null, lines).VatBreakdown);
    }

    [Theory]
    [InlineData("FR_200", "20")]
    [InlineData("FR_55", "5.5")]
    [InlineData("FR_21", "2.1")]
    [InlineData("FR_09", "0.9")]
    [InlineData("FR_1_75", "1.75")]
    [InlineData("FR_15_385", "15.385")]
    [InlineData("DE_190", "19")]
    [InlineData("exempt", "0")]
    [InlineData("FR_200_construction", null)]
    [InlineData("intracom_21", null)]
    [InlineData("extracom", null)]
    [InlineData("FR_", null)]
    [InlineData("FR_-5", null)]
    [InlineData("FR_1_", null)]
    [InlineData("FR_99999", null)]
    public void A_vat_code_is_a_rate_or_none(string code, string? rate) =>
        Assert.Equal(rate is null ? null : decimal.Parse(rate, System.Globalization.CultureInfo.InvariantCulture), new PennylaneLine("1", null, null, null, null, code).VatRate);

    [Fact]
    public void What_was_paid_on_account_is_taken_off()
    {
        var totals = PennylaneMapping.Stated(Bill(InvoiceWith(remaining: "200.23", status: "partially_paid")), null, []).Totals;

        Assert.Equal((700.23m, 500.00m, 200.23m), (totals.WithVat, totals.Prepaid, totals.Due));
    }

    [Theory]
    [InlineData("fully_paid", false)]
    [InlineData("payment_scheduled", false)]
    [InlineData("to_be_paid", true)]
    public void An_invoice_that_Pennylane_pays_itself_asks_for_nothing(string status, bool isPaid)
    {
        var stated = PennylaneMapping.Stated(Bill(InvoiceWith(status: status, paid: isPaid ? "true" : "false")), null, []);

        Assert.Null(BillOfEInvoice.Read(stated, out var faults));
        Assert.Equal("nothing_to_pay", Assert.Single(faults).Rule);
    }

    [Fact]
    public void A_remaining_amount_of_unknown_currency_is_not_believed()
    {
        var totals = PennylaneMapping.Stated(Bill(InvoiceWith(currency: "USD", remaining: "200.23")), null, []).Totals;

        Assert.Equal((700.23m, (decimal?)null), (totals.Due, totals.Prepaid));
    }

    [Fact]
    public void A_credit_note_has_positive_amounts_and_asks_for_no_payment()
    {
        var stated = PennylaneMapping.Stated(Bill(InvoiceWith(sign: "-", remaining: "-700.23")), null, [new("1", "Retour", null, -595.00m, -105.23m, "FR_200")]);

        Assert.True(stated.IsCreditNote);
        Assert.Equal((595.00m, 105.23m, 700.23m, 700.23m), (stated.Totals.WithoutVat, stated.Totals.Vat, stated.Totals.WithVat, stated.Totals.Due));
        Assert.Equal(595.00m, Assert.Single(stated.Lines).NetAmount);
        Assert.Null(BillOfEInvoice.Read(stated, out var faults));
        Assert.Equal("credit_note", Assert.Single(faults).Rule);
    }

    [Fact]
    public void Without_the_supplier_the_bill_still_says_what_is_owed()
    {
        var stated = PennylaneMapping.Stated(Bill(InvoiceWith(supplier: "null")), null, []);

        Assert.Null(stated.Seller.Name);
        Assert.Equal(700.23m, stated.Totals.Due);
    }

    [Fact]
    public void A_page_of_the_changelog_gives_the_last_word_on_each_invoice()
    {
        var (bills, latest) = PennylaneMapping.ReadChanges(Json("""
            {"items": [
              {"id": 1, "operation": "insert", "processed_at": "2026-03-01T10:00:00.000001Z", "updated_at": "2026-03-01T09:59:58.123456Z", "created_at": "2026-03-01T09:59:58.123456Z"},
              {"id": 2, "operation": "insert", "processed_at": "2026-03-01T10:00:01.000001Z", "updated_at": "2026-03-01T10:00:00.5Z", "created_at": "2026-03-01T10:00:00.5Z"},
              {"id": 1, "operation": "update", "processed_at": "2026-03-01T10:00:02.000003Z", "updated_at": "2026-03-01T10:00:01.999Z", "created_at": "2026-03-01T09:59:58.123456Z"},
              {"id": 2, "operation": "delete", "processed_at": "2026-03-01T10:00:02.000002Z", "updated_at": "2026-03-01T10:00:00.5Z", "created_at": "2026-03-01T10:00:00.5Z"}
            ], "has_more": false, "next_cursor": null}
            """));

        Assert.Equal([new("1", "2026-03-01T10:00:01.999Z"), new("2", "deleted 2026-03-01T10:00:02.000Z", IsGone: true)], bills);
        Assert.Equal("2026-03-01T10:00:02.000003Z", latest);
    }

    [Fact]
    public void The_list_gives_open_invoices_that_the_changelog_will_not_tell_of()
    {
        string[] entries =
        [
            InvoiceWith(id: 1, updated: "2026-01-01T00:00:00.000000Z"), InvoiceWith(id: 2, updated: "2026-02-01T00:00:00.000000Z"),
            InvoiceWith(id: 3, updated: "2026-03-01T00:00:00.000000Z"), InvoiceWith(id: 4, updated: "2026-02-02T00:00:00.000000Z", status: "fully_paid"),
            InvoiceWith(id: 5, updated: "2026-02-03T00:00:00.000000Z", archived: "\"2026-02-03T00:00:00Z\""),
        ];

        var bills = PennylaneMapping.ReadListing(Json($$"""{"items": [{{string.Join(',', entries)}}], "has_more": false, "next_cursor": null}"""), At("2026-01-15"), At("2026-03-01"));

        Assert.Equal(new AnnouncedBill("2", "2026-02-01T00:00:00.000Z"), Assert.Single(bills));
    }

    [Fact]
    public void A_version_is_the_same_in_list_and_changelog()
    {
        var listed = PennylaneMapping.ReadListing(Json($$"""{"items": [{{InvoiceWith(updated: "2026-02-01T00:00:00.146343Z")}}]}"""), null, At("2026-03-01"));
        var (changed, _) = PennylaneMapping.ReadChanges(Json("""{"items": [{"id": 42, "operation": "update", "processed_at": "2026-02-01T00:00:03.1Z", "updated_at": "2026-02-01T01:00:00.146+01:00"}]}"""));

        Assert.Equal(listed, changed);
    }

    [Theory]
    [InlineData("""{"has_more": true, "next_cursor": "abc"}""", "abc")]
    [InlineData("""{"has_more": false, "next_cursor": "abc"}""", null)]
    [InlineData("""{"has_more": true, "next_cursor": null}""", null)]
    [InlineData("""{}""", null)]
    public void The_next_page_is_where_both_fields_say_so(string page, string? next) => Assert.Equal(next, PennylaneMapping.NextCursor(Json(page), "before"));

    [Fact]
    public void A_cursor_that_leads_to_its_own_page_is_a_bad_answer()
    {
        var failure = Assert.Throws<ProviderException>(() => PennylaneMapping.NextCursor(Json("""{"has_more": true, "next_cursor": "same"}"""), "same"));

        Assert.Equal(ProviderFault.BadAnswer, failure.Fault);
    }

    [Fact]
    public void Whatever_is_wrong_in_an_answer_is_a_bad_answer()
    {
        Assert.InRange(HostileJson.Refused(Invoice, json => PennylaneMapping.Stated(PennylaneBill.Read(json), null, [])), 100, int.MaxValue);
        Assert.InRange(HostileJson.Refused(Supplier, json => PennylaneMapping.Stated(Bill(Invoice), PennylaneSupplier.Read(json), [])), 50, int.MaxValue);
        Assert.InRange(HostileJson.Refused(Lines, json => PennylaneMapping.Stated(Bill(Invoice), null, ReadLines(json))), 50, int.MaxValue);
        Assert.InRange(HostileJson.Refused($$"""{"items": [{{Invoice}}], "has_more": true, "next_cursor": "a"}""", json => ReadAll(json, at => PennylaneMapping.ReadListing(at, null, At("2026-03-01")))), 100, int.MaxValue);
        Assert.InRange(HostileJson.Refused("""{"items": [{"id": 1, "operation": "insert", "processed_at": "2026-03-01T10:00:00Z", "updated_at": null}], "has_more": true, "next_cursor": "a"}""", json => ReadAll(json, at => PennylaneMapping.ReadChanges(at))), 50, int.MaxValue);
    }

    private static void ReadAll(JsonElement json, Action<JsonElement> read)
    {
        read(json);
        _ = PennylaneMapping.NextCursor(json, null);
    }

    private static string InvoiceWith(
        int id = 42, string sign = "", string remaining = "700.23", string status = "to_be_paid", string paid = "false", string currency = "EUR",
        string supplier = """{"id": 456, "url": "https://app.pennylane.com/api/external/v2/suppliers/456"}""", string updated = "2026-01-16T10:08:08.146343Z", string archived = "null") => $$"""
        {
          "id": {{id}}, "label": "Facture Encres du Rhône", "invoice_number": "F20260001", "currency": "{{currency}}",
          "amount": "{{sign}}700.23", "currency_amount": "{{sign}}700.23", "currency_amount_before_tax": "{{sign}}595.00", "exchange_rate": "1.0",
          "date": "2026-01-15", "deadline": "2026-02-14", "currency_tax": "{{sign}}105.23", "tax": "{{sign}}105.23", "reconciled": false,
          "accounting_status": "entry", "filename": "facture.pdf", "public_file_url": "https://app.pennylane.com/public/invoice/pdf?encrypted_id=abc%3D",
          "remaining_amount_with_tax": "{{remaining}}", "remaining_amount_without_tax": "595.00", "ledger_entry": {"id": 42003},
          "supplier": {{supplier}}, "invoice_lines": {"url": "https://app.pennylane.com/api/external/v2/supplier_invoices/42/invoice_lines"},
          "categories": {"url": "https://app.pennylane.com/api/external/v2/supplier_invoices/42/categories"}, "transaction_reference": null,
          "payment_status": "{{status}}", "paid": {{paid}}, "external_reference": "FR123",
          "e_invoicing": {"status": "submitted", "reason": null, "flow": {"id": "f1"}, "source_file_url": "https://app.pennylane.com/public/e_invoice/x"},
          "archived_at": {{archived}}, "created_at": "2026-01-15T10:08:08.146343Z", "updated_at": "{{updated}}"
        }
        """;

    private static PennylaneBill Bill(string json) => PennylaneBill.Read(Json(json));

    private static List<PennylaneLine> ReadLines() => ReadLines(Json(Lines));

    private static List<PennylaneLine> ReadLines(JsonElement json) => [.. Connectors.Http.ProviderJson.Items(json, "items", 100).Select(PennylaneLine.Read)];

    private static DateTimeOffset At(string day) => new(DateOnly.Parse(day, System.Globalization.CultureInfo.InvariantCulture), TimeOnly.MinValue, TimeSpan.Zero);

    private static JsonElement Json(string text) => JsonDocument.Parse(text).RootElement;
}
