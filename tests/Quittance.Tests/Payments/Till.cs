using System.Globalization;
using System.Text.Json;

namespace Quittance.Tests.Payments;

/// <summary>A payer and a vendor of one organization, and the way from a bill to its transaction.</summary>
internal sealed record Till(Tenant Tenant, string Payer, string Vendor)
{
    /// <summary>Longer than the sandbox takes to settle, and than a batch of today waits for others.</summary>
    public static readonly TimeSpan Settlement = TimeSpan.FromSeconds(6);

    private int _number;

    public static async Task<Till> OpenAsync(TestServer server)
    {
        var tenant = await server.NewTenantAsync();
        var till = new Till(tenant, await tenant.BusinessAsync("Paying Ltd"), await tenant.BusinessAsync("Paid SAS"));
        await tenant.ConnectAsync(till.Payer, till.Vendor, null);
        await tenant.RunJobsAsync(); // A new connection looks for bills that waited for it.
        return till;
    }

    /// <summary>A payment method of the payer or the vendor.</summary>
    public async Task<string> MethodAsync(string business, object body) => (await Tenant.AddMethodAsync(business, body)).Text("id");

    public Task<string> BankAsync(string business, string number = PaymentMethodSteps.Number) => MethodAsync(business, PaymentMethodSteps.Bank(number));

    /// <summary>A bill that is scheduled for today.</summary>
    /// <returns>Its id.</returns>
    public async Task<string> ScheduledAsync(
        string source, string destination, object? options = null, string? note = null, bool batch = false, decimal amount = 100m, object? fees = null, string? date = null)
    {
        var number = $"T-{++_number}";
        var today = Tenant.Server.Clock.GetUtcNow().ToString("O", CultureInfo.InvariantCulture);
        return (await Tenant.PostAsync("/invoice", new
        {
            creatorEntityId = PaymentsSteps.EntityOf(Payer),
            payerId = PaymentsSteps.EntityOf(Payer),
            vendorId = PaymentsSteps.EntityOf(Vendor),
            amount,
            currency = "USD",
            invoiceDate = today,
            dueDate = today,
            invoiceNumber = number,
            paymentSourceId = source,
            paymentDestinationId = destination,
            paymentDestinationOptions = options,
            deductionDate = date ?? today,
            noteToSelf = note,
            batchPayment = batch,
            fees,
            status = "SCHEDULED",
        })).Ok().Text("id");
    }

    public async Task<Answer> ReadAsync(string invoice) => (await Tenant.GetAsync($"/invoice/{invoice}")).Ok();

    public async Task<string> StatusAsync(string invoice) => (await ReadAsync(invoice)).Text("status");

    public Task<Answer> SetAsync(string invoice, object body) => Tenant.PostAsync($"/invoice/{invoice}", body);

    /// <summary>All transactions of the organization, the newest first.</summary>
    public async Task<IReadOnlyList<JsonElement>> TransactionsAsync() => [.. (await Tenant.GetAsync("/transactions?limit=100")).Ok().At("data").EnumerateArray()];

    public async Task<JsonElement> TransactionAsync() => Assert.Single(await TransactionsAsync());

    /// <summary>Lets so much time pass, and the jobs run that are due then.</summary>
    public async Task PassAsync(TimeSpan time)
    {
        Tenant.Server.Clock.Advance(time);
        await Tenant.RunJobsAsync();
    }

    /// <summary>Starts what is due and lets the rail settle it.</summary>
    public async Task SettleAsync()
    {
        await Tenant.RunJobsAsync();
        await PassAsync(Settlement);
        await PassAsync(Settlement);
    }

    public async Task<bool> IsFrozenAsync(string business, string method) =>
        (await Tenant.GetAsync($"{PaymentMethodSteps.MethodsOf(business)}/{method}")).Ok().At("frozen").GetBoolean();
}
