using System.Text;
using static Quittance.Tests.Payments.PaymentMethodSteps;

namespace Quittance.Tests.Payments;

public sealed class MakingPaymentMethodSchemas(TestServer server)
{
    [Fact]
    public async Task A_schema_is_listed_read_replaced_and_deleted()
    {
        var tenant = await server.NewTenantAsync();
        var id = await tenant.SchemaAsync();

        var made = (await tenant.GetAsync($"/paymentMethod/schema/{id}")).Ok();
        Assert.Equal(
            ("Wire", false, true, 2, 5000m, 1m),
            (made.Text("name"), made.At("isSource").GetBoolean(), made.At("isDestination").GetBoolean(), made.At("estimatedProcessingTime").GetInt32(),
                made.At("maxAmount").GetDecimal(), made.At("minAmount").GetDecimal()));
        Assert.Equal("usBankAccountNumber", made.At("fields")[1].GetProperty("type").GetString());
        Assert.Equal($"[{made.Body}]", (await tenant.GetAsync("/paymentMethod/schema")).Ok().Body);

        var changed = (await tenant.PostAsync($"/paymentMethod/schema/{id}", new { name = "Cable", isSource = true, isDestination = true, estimatedProcessingTime = -1 })).Ok();
        Assert.Equal(("Cable", -1, 0), (changed.Text("name"), changed.At("estimatedProcessingTime").GetInt32(), changed.At("fields").GetArrayLength()));
        Assert.Equal("USD", changed.At("supportedCurrencies")[0].GetString());

        (await tenant.DeleteAsync($"/paymentMethod/schema/{id}")).Is(204);
        (await tenant.GetAsync($"/paymentMethod/schema/{id}")).Is(404);
        (await tenant.DeleteAsync($"/paymentMethod/schema/{id}")).Is(404);
        Assert.Equal("[]", (await tenant.GetAsync("/paymentMethod/schema")).Ok().Body);
    }

    [Theory]
    [InlineData("""{"isSource":true,"isDestination":true}""", "name")]
    [InlineData("""{"name":"A","isSource":false,"isDestination":false}""", "isSource")]
    [InlineData("""{"name":"A","isSource":true}""", "isDestination")]
    [InlineData("""{"name":"A","isSource":true,"isDestination":true,"supportedCurrencies":["usd"]}""", "supportedCurrencies")]
    [InlineData("""{"name":"A","isSource":true,"isDestination":true,"minAmount":10,"maxAmount":5}""", "maxAmount")]
    [InlineData("""{"name":"A","isSource":true,"isDestination":true,"estimatedProcessingTime":-2}""", "estimatedProcessingTime")]
    [InlineData("""{"name":"A","isSource":true,"isDestination":true,"fields":[{"name":"a","type":"colour"}]}""", "fields[0].type")]
    [InlineData("""{"name":"A","isSource":true,"isDestination":true,"fields":[{"name":"a","type":"select"}]}""", "fields[0].options")]
    [InlineData("""{"name":"A","isSource":true,"isDestination":true,"fields":[{"type":"text"}]}""", "fields[0].name")]
    [InlineData("""{"name":"A","isSource":true,"isDestination":true,"fields":[null]}""", "fields[0].name")]
    [InlineData("""{"name":"A","isSource":true,"isDestination":true,"fields":[{"name":"a","type":"text"},{"name":"a","type":"text"}]}""", "fields")]
    public async Task A_schema_that_cannot_be_is_refused_by_the_name_of_what_is_wrong(string body, string field)
    {
        var tenant = await server.NewTenantAsync();

        var refused = (await tenant.PostAsync("/paymentMethod/schema", new StringContent(body, Encoding.UTF8, "application/json"))).Is(400);

        Assert.Contains($" {field}: ", refused.Text("content"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_custom_method_is_held_to_its_schema()
    {
        var tenant = await server.NewTenantAsync();
        var business = await tenant.BusinessAsync();
        var schema = await tenant.SchemaAsync();
        Task<Answer> AddAsync(object data) => tenant.PostAsync(MethodsOf(business), new { type = "custom", schemaId = schema, foreignId = "wire/1", data, availableBalance = 12.5 });

        Assert.Contains("data.account: ", (await AddAsync(new { recipient = "Bob" })).Is(400).Text("content"), StringComparison.Ordinal);
        Assert.Contains("data.account: ", (await AddAsync(new { recipient = "Bob", account = "12" })).Is(400).Text("content"), StringComparison.Ordinal);
        Assert.Contains("data.routing: ", (await AddAsync(new { recipient = "Bob", account = "12345", routing = "1" })).Is(400).Text("content"), StringComparison.Ordinal);
        Assert.Contains("data.speed: ", (await AddAsync(new { recipient = "Bob", account = "12345", speed = "warp" })).Is(400).Text("content"), StringComparison.Ordinal);
        Assert.Contains("data: ", (await AddAsync(new { recipient = "Bob", account = "12345", more = "1" })).Is(400).Text("content"), StringComparison.Ordinal);

        var made = (await AddAsync(new { recipient = "Bob", account = "12345", speed = "fast" })).Ok();
        Assert.Equal(
            ("custom", schema, schema, "Bob", "12345", "fast", "wire/1", 12.5m),
            (made.Text("type"), made.Text("schemaId"), made.Text("schema.id"), made.Text("accountName"), made.Text("accountNumber"), made.Text("data.speed"),
                made.Text("foreignId"), made.At("availableBalance").GetDecimal()));
        Assert.Equal(["USD", "EUR"], made.At("supportedCurrencies").EnumerateArray().Select(code => code.GetString()));
        (await AddAsync(new { recipient = "Bob", account = "12345" })).Is(409); // The foreign id is taken.

        var changed = (await tenant.PutAsync($"{MethodsOf(business)}/{made.Text("id")}", new { foreignId = "wire-2", data = new { recipient = "Eve", account = "54321" } })).Ok();
        Assert.Equal(("Eve", "54321"), (changed.Text("accountName"), changed.Text("accountNumber")));
        Assert.Equal(made.Text("id"), (await tenant.GetAsync($"{MethodsOf(business)}/wire-2")).Ok().Text("id"));
        (await tenant.PutAsync($"{MethodsOf(business)}/wire-2", new { data = new { recipient = "Eve" } })).Is(400);
    }

    [Fact]
    public async Task A_schema_with_methods_stays_and_goes_after_them()
    {
        var tenant = await server.NewTenantAsync();
        var business = await tenant.BusinessAsync();
        var schema = await tenant.SchemaAsync();
        var method = (await tenant.AddMethodAsync(business, new { type = "custom", schemaId = schema, data = new { recipient = "Bob", account = "12345" } })).Text("id");

        (await tenant.DeleteAsync($"/paymentMethod/schema/{schema}")).Is(409);
        (await tenant.DeleteAsync($"{MethodsOf(business)}/{method}")).Is(204);
        (await tenant.DeleteAsync($"/paymentMethod/schema/{schema}")).Is(204);
        (await tenant.PostAsync(MethodsOf(business), new { type = "custom", schemaId = schema, data = new { recipient = "Bob", account = "12345" } })).Is(404);
    }

    [Fact]
    public async Task Another_organizations_schema_is_unknown()
    {
        var tenant = await server.NewTenantAsync();
        var stranger = await server.NewTenantAsync();
        var business = await stranger.BusinessAsync();
        var schema = await tenant.SchemaAsync();

        (await stranger.GetAsync($"/paymentMethod/schema/{schema}")).Is(404);
        (await stranger.DeleteAsync($"/paymentMethod/schema/{schema}")).Is(404);
        (await stranger.PostAsync(MethodsOf(business), new { type = "custom", schemaId = schema, data = new { recipient = "Bob", account = "12345" } })).Is(404);
        Assert.Equal("[]", (await stranger.GetAsync("/paymentMethod/schema")).Ok().Body);
    }
}
