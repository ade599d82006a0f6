using System.Text;

namespace Quittance.Tests.Payments;

/// <summary>Papers about a bill that are written when they are asked for.</summary>
[Collection("moves the clock")]
public sealed class WritingPapers(TestServer server)
{
    [Fact]
    public async Task A_bill_is_written_with_its_parties_lines_and_total()
    {
        var desk = await BillDesk.OpenAsync(server);
        var bill = await desk.BillAsync(("invoiceNumber", "INV (7)"), ("lineItems", Enumerable.Range(1, 60).Select(line => new { description = $"Größe {line}", amount = line }).ToArray()));

        var paper = await PaperAsync(desk.Tenant, bill, "pdf", "INVOICE");

        Assert.StartsWith("%PDF-1.4", paper, StringComparison.Ordinal);
        Assert.All(
            PaymentsSteps.Words("(Invoice INV \\(7\\))", "(Payer)", "(Big Box Store)", "(Größe 1)", "(Größe 60)", "(60.00 USD)", "(100.50 USD)", "(Due date: 2026-01-31)", "/Count 2"),
            text => Assert.Contains(text, paper, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_check_is_written_once_there_is_one_and_its_account_is_whole_for_those_only_who_pay()
    {
        var till = await Till.OpenAsync(server);
        var source = await till.BankAsync(till.Payer);
        var bill = await till.ScheduledAsync(source, await till.MethodAsync(till.Vendor, PaymentMethodSteps.Check()), new { type = "check", delivery = "PRINT" }, amount: 105.5m);
        (await till.Tenant.GetAsync($"/invoice/{bill}/check/generate")).Is(404);
        (await till.Tenant.GetAsync($"/invoice/{bill}/payment-confirmation/generate")).Is(404);
        await till.Tenant.RunJobsAsync();

        var paper = await PaperAsync(till.Tenant, bill, "check", "CHECK");
        Assert.All(
            new[] { "(Check 5000)", "Paid SAS)", "(105.50 USD)", "(One hundred five and 50/100 USD)", $"A{PaymentMethodSteps.Routing}A {PaymentMethodSteps.Number}C" },
            text => Assert.Contains(text, paper, StringComparison.Ordinal));
        var reader = await till.Tenant.HoldingAsync(["invoices.read"]);
        Assert.DoesNotContain(PaymentMethodSteps.Number, await PaperAsync(reader, bill, "check", "CHECK"), StringComparison.Ordinal);

        var confirmation = await PaperAsync(till.Tenant, bill, "payment-confirmation", "PAYMENT_CONFIRMATION");
        Assert.All(PaymentsSteps.Words("(Paying Ltd)", "(bankAccountToPrintedCheck)", "(COMPLETED)", "(5000)"), text => Assert.Contains(text, confirmation, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_check_shows_whom_its_account_says_in_place_of_the_payer()
    {
        var till = await Till.OpenAsync(server);
        var source = await till.MethodAsync(till.Payer, PaymentMethodSteps.Bank(checkOptions: new
        {
            signatoryName = "Ann Signer",
            accountHolderNameOverride = "Holding Inc",
            accountHolderAddressOverride = new { addressLine1 = "9 Side St", city = "Troy", stateOrProvince = "NY", postalCode = "12180" },
        }));
        var bill = await till.ScheduledAsync(source, await till.MethodAsync(till.Vendor, PaymentMethodSteps.Check()), new { type = "check", delivery = "PRINT" });
        await till.Tenant.RunJobsAsync();

        var paper = await PaperAsync(till.Tenant, bill, "check", "CHECK");

        Assert.All(PaymentsSteps.Words("(Holding Inc)", "(9 Side St)", "(Troy NY 12180)", "(Ann Signer)"), text => Assert.Contains(text, paper, StringComparison.Ordinal));
        Assert.DoesNotContain("(Paying Ltd)", paper, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_bill_was_made_from_an_e_mail()
    {
        var desk = await BillDesk.OpenAsync(server);

        Assert.Equal(0, (await desk.Tenant.GetAsync($"/invoice/{await desk.BillAsync()}/source-email")).Ok().At("count").GetInt64());
        (await desk.Tenant.GetAsync("/invoice/nothing/source-email")).Is(404);
        (await desk.Tenant.GetAsync("/invoice/nothing/pdf/generate")).Is(404);
    }

    private static async Task<string> PaperAsync(Tenant tenant, string bill, string path, string type)
    {
        var document = (await tenant.GetAsync($"/invoice/{bill}/{path}/generate")).Ok();
        Assert.Equal(("application/pdf", type), (document.Text("mimeType"), document.Text("type")));
        Assert.False(document.Json.TryGetProperty("id", out _));
        return Encoding.Latin1.GetString(Convert.FromBase64String(document.Text("uri")["data:application/pdf;base64,".Length..]));
    }
}
