using System.Text;
using System.Text.Json;

namespace Quittance.Tests.Intake;

public sealed class ReadingAnInvoice(TestServer server)
{
    private const string Iban = "FR7630006000011234567890189";

    [Fact]
    public async Task The_details_say_everything_and_show_accounts_by_their_last_four()
    {
        var tenant = await server.NewTenantAsync();
        var payer = await tenant.BusinessAsync("Buyer");
        var supplier = await tenant.BusinessAsync("Domo-Elec", new { siret = "80101747600020" });
        await tenant.ConnectAsync(payer, supplier);

        var invoice = await tenant.DeliverAsync(payer, new WrittenBill
        {
            Siren = "801017476",
            Siret = "80101747600020",
            Vat = "FR48801017476",
            BuyerSiren = "732829320",
            Iban = Iban,
            Note = "Pay to IBAN: FR76 3000 6000 0112 3456 7890 189, please.",
            Item = $"Work, to {Iban}",
        });

        Assert.Equal(("linked", "siret", IntakeSteps.Bare(supplier)), (invoice.Said("state"), invoice.Said("matched_by"), invoice.Said("supplier_id")));
        var content = invoice.GetProperty("content");
        Assert.Equal(("ubl_invoice", "380"), (content.Said("syntax"), content.Said("type_code")));
        Assert.Equal(("801017476", "80101747600020", "FR48801017476"), (content.GetProperty("seller").Said("siren"), content.GetProperty("seller").Said("siret"), content.GetProperty("seller").Said("vat")));
        Assert.Equal("732829320", content.GetProperty("buyer").Said("siren"));
        Assert.Equal("****0189", content.GetProperty("payment_means")[0].Said("account"));
        Assert.Equal("Pay to IBAN: ****0189, please.", content.GetProperty("notes")[0].Said("text"));
        Assert.Equal("""{"rate":0.2,"base":1000.00,"amount":200.00,"category":"S","exemption_reason":null,"exemption_reason_code":null}""", content.GetProperty("vat_breakdown")[0].GetRawText());
        Assert.Equal(("Work, to ****0189", 1000.00m, 0.2m), (content.GetProperty("lines")[0].Said("label"), content.GetProperty("lines")[0].GetProperty("ht").GetDecimal(), content.GetProperty("lines")[0].GetProperty("vat_rate").GetDecimal()));
        Assert.Equal(1200.00m, content.GetProperty("totals").GetProperty("due").GetDecimal());
        Assert.Equal(invoice.GetProperty("faults").GetArrayLength(), invoice.GetProperty("fault_count").GetInt32());
        Assert.DoesNotContain("1234567890", invoice.GetRawText().Replace(" ", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_payable_leads_to_its_document_and_the_document_to_its_payable()
    {
        var tenant = await server.NewTenantAsync();
        var payer = await tenant.BusinessAsync("Buyer");
        var supplier = await tenant.BusinessAsync("Domo-Elec", new { siren = "801017476" });
        await tenant.ConnectAsync(payer, supplier);
        var invoice = await tenant.DeliverAsync(payer, new WrittenBill { Siren = "801017476" });

        var payable = (await tenant.GetAsync($"/api/businesses/{payer}/payables/{invoice.Said("ticket_id")}")).Ok();
        var seenByPayee = (await tenant.GetAsync($"/api/businesses/{supplier}/payables/{invoice.Said("ticket_id")}")).Ok();

        Assert.Equal(invoice.Said("id"), IntakeSteps.Bare(payable.Text("documentId")));
        Assert.Equal(invoice.Said("number"), (await tenant.InvoiceAsync(payable.Text("documentId"))).Said("number"));
        Assert.Equal(JsonValueKind.Null, seenByPayee.At("documentId").ValueKind);
    }

    [Fact]
    public async Task An_unreadable_document_shows_its_faults_and_no_content()
    {
        var tenant = await server.NewTenantAsync();
        var payer = await tenant.BusinessAsync("Buyer");
        var id = (await tenant.UploadAsync(payer, "<Invoice/>"u8.ToArray())).Json[0].GetProperty("documentId").GetString()!;

        var invoice = await tenant.InvoiceAsync(id);

        Assert.Equal(("faulty", JsonValueKind.Null, JsonValueKind.Null), (invoice.Said("state"), invoice.GetProperty("content").ValueKind, invoice.GetProperty("amounts").GetProperty("ttc").ValueKind));
        Assert.Equal("unknown_document", invoice.GetProperty("faults")[0].Said("rule"));
        (await tenant.MatchAsync(invoice, payer)).Is(409);
    }

    [Fact]
    public async Task A_file_inside_the_bill_comes_out_under_a_harmless_name()
    {
        var tenant = await server.NewTenantAsync();
        var payer = await tenant.BusinessAsync("Buyer");
        var invoice = await tenant.DeliverAsync(payer, new WrittenBill { Attachment = "<html>hours</html>" });

        var listed = invoice.GetProperty("content").GetProperty("attachments")[0];
        var file = (await tenant.GetAsync($"{IntakeSteps.Invoices}/{invoice.Said("id")}/attachments/{listed.GetProperty("number").GetInt32()}")).Ok();

        Assert.Equal(("timesheet", "../hours.csv", "text/csv"), (listed.Said("reference"), listed.Said("file_name"), listed.Said("mime_type")));
        Assert.Equal("<html>hours</html>", file.Body);
        Assert.Equal(["attachment; filename=hours.xml; filename*=UTF-8''hours.xml"], file.ContentHeaders.GetValues("Content-Disposition"));
        Assert.Equal(["default-src 'none'; sandbox"], file.Headers.GetValues("Content-Security-Policy"));
        foreach (var none in new[] { "0", "2", "-1", "99999999999", "x" })
        {
            (await tenant.GetAsync($"{IntakeSteps.Invoices}/{invoice.Said("id")}/attachments/{none}")).Is(404);
        }
    }

    [Theory]
    [InlineData("reçu <7>.xml", "attachment; filename=\"re_u 7.xml\"; filename*=UTF-8''re%C3%A7u%207.xml")]
    [InlineData("../../etc/passwd", "attachment; filename=passwd.xml; filename*=UTF-8''passwd.xml")]
    [InlineData("C:\\bills\\invoice.html", "attachment; filename=invoice.xml; filename*=UTF-8''invoice.xml")]
    [InlineData("\u202Elmx.exe", "attachment; filename=lmx.xml; filename*=UTF-8''lmx.xml")]
    [InlineData("....", "attachment; filename=document.xml; filename*=UTF-8''document.xml")]
    public async Task The_original_bytes_come_as_a_file_with_a_harmless_name(string name, string disposition)
    {
        var tenant = await server.NewTenantAsync();
        var payer = await tenant.BusinessAsync("Buyer");
        var bill = new WrittenBill();
        var invoice = await tenant.DeliverAsync(payer, bill, name);

        var file = (await tenant.GetAsync($"{IntakeSteps.Invoices}/{invoice.Said("id")}/document")).Ok();

        Assert.Equal(Encoding.UTF8.GetString(bill.ToXml()), file.Body);
        Assert.Equal("application/xml", file.ContentHeaders.ContentType?.ToString());
        Assert.Equal(disposition, string.Concat(file.ContentHeaders.GetValues("Content-Disposition")));
        Assert.Equal(["nosniff"], file.Headers.GetValues("X-Content-Type-Options"));
        Assert.Equal(["default-src 'none'; sandbox"], file.Headers.GetValues("Content-Security-Policy"));
    }
}
