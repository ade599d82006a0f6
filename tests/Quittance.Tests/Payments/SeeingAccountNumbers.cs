using Quittance.Server.Storage;
using Quittance.Tests.Network;
using static Quittance.Tests.Payments.PaymentMethodSteps;

namespace Quittance.Tests.Payments;

/// <summary>Who sees account numbers whole: those who hold <c>payments</c> and see the business, and nobody else.</summary>
public sealed class SeeingAccountNumbers(TestServer server)
{
    private const string Printed = "55934059697648";
    private const string WireNumber = "99988767623";

    [Fact]
    public async Task Numbers_are_whole_for_those_who_pay_and_masked_for_all_others()
    {
        var desk = await Desk.OpenAsync(server);
        var schema = await desk.Tenant.SchemaAsync();
        await desk.Tenant.AddMethodAsync(desk.Payer, Bank(checkOptions: new { signatoryName = "Ann", accountNumberOverride = Printed, signatureImage = "aGVsbG8=" }));
        await desk.Tenant.AddMethodAsync(desk.Payer, new { type = "custom", schemaId = schema, data = new { recipient = "Bob", account = WireNumber }, accountNumber = "IBAN-0001234567" });
        var methods = $"{MethodsOf(desk.Payer)}s";

        foreach (var whole in new[] { desk.Tenant, await desk.Tenant.HoldingAsync(["invoices.read", "payments"]), await desk.Tenant.HoldingAsync(["invoices.read", "payments"], desk.Payer) })
        {
            var body = (await whole.GetAsync(methods)).Ok().Body;
            Assert.All(new[] { Number, Printed, WireNumber, "IBAN-0001234567", "aGVsbG8=" }, number => Assert.Contains(number, body, StringComparison.Ordinal));
        }

        foreach (var masked in new[]
        {
            await desk.Tenant.HoldingAsync(["invoices.read"]),
            await desk.Tenant.HoldingAsync(["invoices.read"], desk.Payer),
            await desk.Tenant.HoldingAsync(["invoices.read", "payments"], desk.Payee), // It sees the payer as the other side of a connection.
        })
        {
            var answer = (await masked.GetAsync(methods)).Ok();
            Assert.All(new[] { Number, Printed, WireNumber, "IBAN-0001234567", "aGVsbG8=" }, number => Assert.DoesNotContain(number, answer.Body, StringComparison.Ordinal));
            var (bank, custom) = (answer.Json[0], answer.Json[1]);
            Assert.Equal(("****6789", "****7648"), (bank.GetProperty("accountNumber").GetString(), bank.GetProperty("checkOptions").GetProperty("accountNumberOverride").GetString()));
            Assert.Equal(
                ("****4567", "****7623", "Bob"),
                (custom.GetProperty("accountNumber").GetString(), custom.GetProperty("data").GetProperty("account").GetString(), custom.GetProperty("data").GetProperty("recipient").GetString()));
        }
    }

    [Theory]
    [InlineData("usBankAccountNumber", "false", "****7623")]
    [InlineData("text", "true", "****7623")]
    [InlineData("text", "false", WireNumber)]
    public async Task A_field_of_a_custom_method_is_masked_when_its_type_or_its_use_says_that_it_is_a_number(string type, string isUsedAsOne, string shown)
    {
        var desk = await Desk.OpenAsync(server);
        var schema = (await desk.Tenant.PostAsync("/paymentMethod/schema", Json(
            $$"""
            {
              "name": "Wire", "isSource": false, "isDestination": true, "supportedCurrencies": ["USD"], "estimatedProcessingTime": 0,
              "fields": [{"name": "account", "type": "{{type}}", "optional": false, "useAsAccountNumber": {{isUsedAsOne}}}]
            }
            """))).Ok().Text("id");
        await desk.Tenant.AddMethodAsync(desk.Payer, new { type = "custom", schemaId = schema, data = new { account = WireNumber } });
        var reader = await desk.Tenant.HoldingAsync(["invoices.read"]);

        Assert.Equal(shown, (await reader.GetAsync($"{MethodsOf(desk.Payer)}s")).Ok().Json[0].GetProperty("data").GetProperty("account").GetString());
    }

    [Fact]
    public async Task Numbers_are_nowhere_in_the_database_or_the_log()
    {
        var desk = await Desk.OpenAsync(server);
        var schema = await desk.Tenant.SchemaAsync();
        var made = await desk.Tenant.AddMethodAsync(desk.Payer, new { type = "custom", schemaId = schema, data = new { recipient = "Bob", account = WireNumber } });
        var bank = await desk.Tenant.AddMethodAsync(desk.Payer, Bank(checkOptions: new { signatoryName = "Ann", accountNumberOverride = Printed }));
        (await desk.Tenant.PutAsync($"{MethodsOf(desk.Payer)}/{made.Text("id")}", new { data = new { recipient = "Bob", account = "12345678901" } })).Ok();
        (await desk.Tenant.PutAsync($"{MethodsOf(desk.Payer)}/{bank.Text("id")}", new { accountName = "Other" })).Ok();

        await using var command = server.Owner.CreateCommand(
            """
            select (select string_agg(m::text, '') from payment_methods m where m.organization_id = $1)
                || (select string_agg(a::text, '') from audit_entries a where a.organization_id = $1)
                || (select string_agg(e::text, '') from events e where e.organization_id = $1)
                || coalesce((select string_agg(k::text, '') from idempotency_keys k where k.organization_id = $1), '')
            """);
        command.Parameters.Add(new() { Value = desk.Tenant.Id.Value });
        var stored = (string)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;

        Assert.Contains("Other", stored, StringComparison.Ordinal);
        Assert.All(new[] { Number, Printed, WireNumber, "12345678901" }, number => Assert.DoesNotContain(number, stored, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_field_that_the_schema_has_no_more_stays_masked()
    {
        var tenant = await server.NewTenantAsync();
        var business = await tenant.BusinessAsync();
        var schema = await tenant.SchemaAsync();
        await tenant.AddMethodAsync(business, new { type = "custom", schemaId = schema, data = new { recipient = "Bob", account = WireNumber } });

        (await tenant.PostAsync($"/paymentMethod/schema/{schema}", new { name = "Wire", isSource = false, isDestination = true, fields = new[] { new { name = "recipient", type = "text" } } })).Ok();

        var seen = (await (await tenant.HoldingAsync(["invoices.read"])).GetAsync($"{MethodsOf(business)}s")).Ok();
        Assert.Equal("****7623", seen.Json[0].GetProperty("data").GetProperty("account").GetString());
        Assert.DoesNotContain(WireNumber, seen.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Methods_are_there_for_those_who_see_their_business_or_are_connected_with_it()
    {
        var desk = await Desk.OpenAsync(server);
        var method = (await desk.Tenant.AddMethodAsync(desk.Payer, Bank())).Text("id");
        var other = await desk.Tenant.BusinessAsync("Other");
        var limited = await desk.Tenant.LimitedToAsync(other);
        var stranger = await server.NewTenantAsync();
        var (list, one) = ($"{MethodsOf(desk.Payer)}s", $"{MethodsOf(desk.Payer)}/{method}");

        foreach (var who in new[] { limited, stranger })
        {
            (await who.GetAsync(list)).Is(404);
            (await who.GetAsync(one)).Is(404);
            (await who.GetAsync($"{one}/wallet-balance")).Is(404);
            (await who.PostAsync(MethodsOf(desk.Payer), Bank())).Is(404);
            (await who.PutAsync(one, new { frozen = true })).Is(404);
            (await who.DeleteAsync(one)).Is(404);
        }

        // The other side of the connection may look, because it pays there, and do no more.
        var payee = await desk.Tenant.LimitedToAsync(desk.Payee);
        Assert.Equal(method, (await payee.GetAsync(one)).Ok().Text("id"));
        (await payee.PutAsync(one, new { frozen = true })).Is(404);
        (await payee.DeleteAsync(one)).Is(404);
        (await payee.PostAsync(MethodsOf(desk.Payer), Bank())).Is(404);
        Assert.Equal(0, (await payee.GetAsync("/paymentMethods")).Ok().At("count").GetInt32());

        // A method of one business is not found under another one.
        (await desk.Tenant.GetAsync($"{MethodsOf(desk.Payee)}/{method}")).Is(404);
        (await desk.Tenant.DeleteAsync($"{MethodsOf(desk.Payee)}/{method}")).Is(404);

        var reader = await desk.Tenant.HoldingAsync(["invoices.read"]);
        (await reader.PostAsync(MethodsOf(desk.Payer), Bank())).Is(403);
        (await reader.PutAsync(one, new { frozen = true })).Is(403);
        (await reader.DeleteAsync(one)).Is(403);
        (await reader.PostAsync("/paymentMethod/schema", new { name = "A", isSource = true, isDestination = true })).Is(403);
        (await payee.PostAsync("/paymentMethod/schema", new { name = "A", isSource = true, isDestination = true })).Is(403);
    }

    [Fact]
    public async Task What_is_sealed_of_a_method_is_found_by_the_rotation_of_keys()
    {
        var column = Assert.Single(SealedColumns.All, column => column is { Table: "payment_methods", Column: "data_sealed" });
        var desk = await Desk.OpenAsync(server);
        var made = await desk.Tenant.AddMethodAsync(desk.Payer, Bank(checkOptions: new { signatoryName = "Ann", accountNumberOverride = Printed }));
        await using var command = server.Owner.CreateCommand("select id, data_sealed from payment_methods where organization_id = $1");
        command.Parameters.Add(new() { Value = desk.Tenant.Id.Value });
        await using var row = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        await row.ReadAsync(TestContext.Current.CancellationToken);

        Assert.Equal($"pm_{row.GetGuid(0):d}", made.Text("id"));
        Assert.Equal($"payment_methods/{row.GetGuid(0):n}/data", column.Place(row.GetGuid(0), ""));
        Assert.False(await row.IsDBNullAsync(1, TestContext.Current.CancellationToken));
    }
}
