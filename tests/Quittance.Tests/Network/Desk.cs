namespace Quittance.Tests.Network;

/// <summary>Two connected businesses of one organization, and the way of a bill between them.</summary>
internal sealed record Desk(Tenant Tenant, string Payer, string Payee, string Connection)
{
    private int _number;

    public string Payables => $"/api/businesses/{Payer}/payables";

    public string Sent => $"/api/businesses/{Payee}/payables";

    public static async Task<Desk> OpenAsync(TestServer server, object? autoApproval = null)
    {
        var tenant = await server.NewTenantAsync();
        var payer = await tenant.BusinessAsync("Paying Ltd");
        var payee = await tenant.BusinessAsync("Paid SAS");
        var desk = new Desk(tenant, payer, payee, await tenant.ConnectAsync(payer, payee, autoApproval));
        await tenant.RunJobsAsync(); // A new connection looks for bills that waited for it.
        return desk;
    }

    /// <summary>A bill that the payee writes.</summary>
    public async Task<Answer> PayableAsync(decimal amount = 100m, string status = "SUBMITTED", string? number = null) => (await Tenant.PostAsync(
        Sent,
        new { connectionId = Connection, invoiceNumber = number ?? $"INV-{++_number}", amount, status, invoiceDate = $"2026-01-{_number % 28 + 1:00}" })).Created();

    public async Task<string> ApprovedAsync(decimal amount = 100m)
    {
        var id = (await PayableAsync(amount)).Text("id");
        (await StepAsync(id, "approve")).Ok();
        return id;
    }

    public Task<Answer> StepAsync(string payable, string step, object? body = null) => Tenant.PostAsync($"{Payables}/{payable}/{step}", body);

    public Task<Answer> SenderStepAsync(string payable, string step) => Tenant.PostAsync($"{Sent}/{payable}/{step}");

    public async Task<Answer> ReadAsync(string payable) => (await Tenant.GetAsync($"{Payables}/{payable}")).Ok();

    public Task<Answer> InitiateAsync(string payable, string? note = null, string? date = null, string? source = null) => Tenant.PostAsync(
        "/api/payments/initiate", new { payableId = payable, noteToSelf = note, scheduledDate = date, fundingSourceId = source });

    /// <summary>A bank account of the payer.</summary>
    public async Task<string> AccountAsync(string accountNumber = "000123456789") => (await Tenant.PostAsync(
        $"/api/businesses/{Payer}/funding-sources",
        new { type = "bankAccount", accountName = "Paying Ltd", routingNumber = "021000021", accountNumber, accountType = "CHECKING" })).Created().Text("id");
}
