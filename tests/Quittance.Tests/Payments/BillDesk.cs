namespace Quittance.Tests.Payments;

/// <summary>A payer and a vendor with a bank account each, and bills through the Payments dialect.</summary>
internal sealed record BillDesk(Tenant Tenant, string Payer, string Vendor, string Source, string Destination)
{
    /// <summary>A day on which nothing is due yet.</summary>
    public const string Later = "2199-12-31T00:00:00.000Z";

    public static async Task<BillDesk> OpenAsync(TestServer server)
    {
        var tenant = await server.NewTenantAsync();
        var (payer, vendor) = (await tenant.EntityAsync("Payer"), await tenant.EntityAsync("Big Box Store"));
        return new BillDesk(tenant, payer, vendor, await AccountAsync(tenant, payer, "000123456789"), await AccountAsync(tenant, vendor, "000987654321"));
    }

    /// <summary>What a bill needs in every status; <paramref name="with"/> adds to it or takes the place of some of it.</summary>
    public Dictionary<string, object?> Body(params (string Field, object? Value)[] with)
    {
        var body = new Dictionary<string, object?>
        {
            ["creatorEntityId"] = Payer,
            ["payerId"] = Payer,
            ["vendorId"] = Vendor,
            ["amount"] = 100.5m,
            ["currency"] = "USD",
            ["invoiceDate"] = "2026-01-01T00:00:00.000Z",
            ["dueDate"] = "2026-01-31T00:00:00.000Z",
            ["deductionDate"] = Later,
        };
        foreach (var (field, value) in with)
        {
            body[field] = value;
        }

        return body.Where(pair => pair.Value is not null).ToDictionary();
    }

    public Task<Answer> CreateAsync(params (string Field, object? Value)[] with) => Tenant.PostAsync("/invoice", Body(with));

    public async Task<string> BillAsync(params (string Field, object? Value)[] with) => (await CreateAsync(with)).Ok().Text("id");

    public Task<Answer> UpdateAsync(string bill, object body) => Tenant.PostAsync($"/invoice/{bill}", body);

    public Task<Answer> ToAsync(string bill, string status) => UpdateAsync(bill, new { status });

    public async Task<string> StatusAsync(string bill) => (await Tenant.GetAsync($"/invoice/{bill}")).Ok().Text("status");

    /// <summary>A policy by which bills with the metadata <c>hold: yes</c> need the approval of a person, whose id it answers.</summary>
    public async Task<string> PolicyAsync()
    {
        var user = await Tenant.UserAsync(Payer, "boss");
        (await Tenant.PostAsync($"/entity/{Payer}/approval-policy", new
        {
            trigger = new object[] { new { type = "metadata", key = "hold", value = new[] { "yes" } } },
            rule = new { type = "approver", numApprovers = 1, identifierList = new { type = "rolesList", value = new[] { "boss" } } },
            upstreamPolicyId = "root",
        })).Ok();
        return user;
    }

    private static async Task<string> AccountAsync(Tenant tenant, string entity, string number) => (await tenant.PostAsync(
        $"/entity/{entity}/paymentMethod",
        new { type = "bankAccount", accountName = "Main", routingNumber = "021000021", accountNumber = number, accountType = "CHECKING", defaultSource = true, defaultDestination = true })).Ok().Text("id");
}
