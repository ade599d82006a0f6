using Quittance.Tests.Network;
using static Quittance.Tests.Payments.PaymentMethodSteps;

namespace Quittance.Tests.Payments;

public sealed class EstimatingPayments(TestServer server)
{
    [Fact]
    public async Task Fees_follow_from_the_methods_and_how_the_money_is_to_arrive()
    {
        var (tenant, card, bank, check) = await OpenAsync();

        var byCard = (await tenant.PostAsync("/fees", new { amount = 100.999, paymentSourceId = card, paymentDestinationId = bank })).Ok();
        var byMail = (await tenant.PostAsync("/fees", new { amount = 100, paymentSourceId = bank, paymentDestinationId = check, paymentDestinationOptions = new { type = "check", delivery = "MAIL_PRIORITY" } })).Ok();
        var byHand = (await tenant.PostAsync("/fees", new { amount = 100, paymentSourceId = bank, paymentDestinationId = check, paymentDestinationOptions = new { type = "check", delivery = "PRINT" } })).Ok();

        Assert.Equal("""{"sourcePaymentMethodFee":3.23,"sourcePlatformMarkupFee":0,"destinationPaymentMethodFee":0,"destinationPlatformMarkupFee":0}""", byCard.Body);
        Assert.Equal(11m, byMail.At("destinationPaymentMethodFee").GetDecimal());
        Assert.Equal(0m, byHand.At("destinationPaymentMethodFee").GetDecimal());
        Assert.Contains("No payment leads", (await tenant.PostAsync("/fees", new { amount = 100, paymentSourceId = check, paymentDestinationId = bank })).Is(400).Text("content"), StringComparison.Ordinal);
        (await tenant.PostAsync("/fees", new { amount = -1, paymentSourceId = card, paymentDestinationId = bank })).Is(400);
        (await tenant.PostAsync("/fees", new { amount = 1, paymentSourceId = card })).Is(400);
        (await tenant.PostAsync("/fees", new { amount = 1, paymentSourceId = card, paymentDestinationId = "pm_nothing" })).Is(404);
        (await (await server.NewTenantAsync()).PostAsync("/fees", new { amount = 1, paymentSourceId = card, paymentDestinationId = bank })).Is(404);
    }

    [Fact]
    public async Task Timing_counts_bank_days_from_the_first_one()
    {
        var (tenant, _, bank, check) = await OpenAsync();

        var mailed = (await tenant.PostAsync("/paymentTiming", new { estimatedDeductionDate = "2026-07-03T12:00:00.000Z", paymentSourceId = bank, paymentDestinationId = check })).Ok();
        var left = (await tenant.PostAsync("/paymentTiming", new { processedAt = "2026-07-03", paymentSourceId = bank, paymentDestinationId = bank, paymentDestinationOptions = new { type = "bankAccount", delivery = "ACH_STANDARD" } })).Ok();

        Assert.Equal(
            """{"estimatedProcessingDate":"2026-07-03T00:00:00.000Z","businessDays":7,"estimatedProcessingTime":11,"estimatedSettlementDate":"2026-07-14T00:00:00.000Z"}""", mailed.Body);
        Assert.Equal((3, "2026-07-08T00:00:00.000Z"), (left.At("businessDays").GetInt32(), left.Text("estimatedSettlementDate")));
        (await tenant.PostAsync("/paymentTiming", new { estimatedDeductionDate = "soon", paymentSourceId = bank, paymentDestinationId = check })).Is(400);
        (await tenant.PostAsync("/paymentTiming", new { })).Is(400);
    }

    [Fact]
    public async Task A_bill_has_the_timing_of_its_parties_defaults()
    {
        var desk = await Desk.OpenAsync(server);
        var bill = await desk.ApprovedAsync();
        var invoice = $"in_{Guid.Parse(bill["pay_".Length..]):d}";

        Assert.Contains("payment source", (await desk.Tenant.PostAsync("/paymentTiming", new { invoiceId = invoice })).Is(400).Text("content"), StringComparison.Ordinal);
        await desk.Tenant.AddMethodAsync(desk.Payer, Bank());
        await desk.Tenant.AddMethodAsync(desk.Payee, Bank("54321"));

        Assert.Equal(1, (await desk.Tenant.PostAsync("/paymentTiming", new { invoiceId = invoice })).Ok().At("businessDays").GetInt32());
        (await desk.Tenant.PostAsync("/paymentTiming", new { invoiceId = "in_nothing" })).Is(404);
        (await (await desk.Tenant.LimitedToAsync(await desk.Tenant.BusinessAsync())).PostAsync("/paymentTiming", new { invoiceId = invoice })).Is(404);
    }

    [Fact]
    public async Task A_bank_is_found_by_its_routing_number_if_it_is_in_the_list()
    {
        var tenant = await server.NewTenantAsync();

        var found = (await tenant.GetAsync("/bankLookup?routingNumber=026009593")).Ok();

        Assert.Equal(("Bank of America", "Charlotte"), (found.Text("bankName"), found.Text("bankAddress.city")));
        (await tenant.GetAsync("/bankLookup?routingNumber=011401533")).Is(404);
        (await tenant.GetAsync("/bankLookup?routingNumber=026009594")).Is(400);
        Assert.Equal("BadRequest", (await tenant.GetAsync("/bankLookup")).Is(400).Text("errorName"));
    }

    [Fact]
    public async Task A_wallet_has_what_came_without_what_went()
    {
        var desk = await Desk.OpenAsync(server);
        var wallet = (await desk.Tenant.AddMethodAsync(desk.Payee, new { type = "wallet" })).Text("id");
        var bank = (await desk.Tenant.AddMethodAsync(desk.Payer, Bank())).Text("id");
        var balance = $"{MethodsOf(desk.Payee)}/{wallet}/wallet-balance";
        Assert.Equal("""{"amount":0,"currency":"USD"}""", (await desk.Tenant.GetAsync(balance)).Ok().At("availableBalance").GetRawText());

        (await desk.InitiateAsync(await desk.ApprovedAsync(12.34m))).Created();
        await desk.Tenant.RunJobsAsync();
        var pending = (await desk.Tenant.GetAsync(balance)).Ok();

        Assert.Equal((0m, 12.34m, wallet), (pending.At("availableBalance.amount").GetDecimal(), pending.At("pendingBalance.amount").GetDecimal(), pending.Text("paymentMethodId")));
        await using (var settle = server.Owner.CreateCommand("update transactions set status = 'completed', completed_at = updated_at where organization_id = $1"))
        {
            settle.Parameters.Add(new() { Value = desk.Tenant.Id.Value });
            await settle.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        var arrived = (await desk.Tenant.GetAsync(balance)).Ok();
        Assert.Equal((12.34m, 0m), (arrived.At("availableBalance.amount").GetDecimal(), arrived.At("pendingBalance.amount").GetDecimal()));
        (await desk.Tenant.GetAsync($"{MethodsOf(desk.Payer)}/{bank}/wallet-balance")).Is(400);
        (await (await desk.Tenant.LimitedToAsync(desk.Payer)).GetAsync(balance)).Is(404);
    }

    private async Task<(Tenant Tenant, string Card, string Bank, string Check)> OpenAsync()
    {
        var tenant = await server.NewTenantAsync();
        var business = await tenant.BusinessAsync();
        return (
            tenant,
            (await tenant.AddMethodAsync(business, Card())).Text("id"),
            (await tenant.AddMethodAsync(business, Bank())).Text("id"),
            (await tenant.AddMethodAsync(business, PaymentMethodSteps.Check())).Text("id"));
    }
}
