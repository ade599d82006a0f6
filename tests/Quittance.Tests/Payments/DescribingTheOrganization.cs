using System.Text.Json;
using Quittance.Server.Api.Payments;
using Quittance.Server.Security;

namespace Quittance.Tests.Payments;

/// <summary>What the organization shows of itself to its entities' people.</summary>
public sealed class DescribingTheOrganization(TestServer server)
{
    // As the published components ask when they open.
    private const string Opening =
        "/organization?paymentMethods=true&emailProvider=true&externalAccountingSystemProvider=true&colorScheme=true&payeeOnboardingOptions=true&payorOnboardingOptions=true&metadataSchema=true&rolePermissions=true&customDomains=true";

    [Fact]
    public async Task Only_what_is_asked_for_is_told()
    {
        var tenant = await server.NewTenantAsync();

        var little = (await tenant.GetAsync("/organization")).Ok();
        var more = (await tenant.GetAsync("/organization?metadataSchema=true&colorScheme=false")).Ok();

        Assert.Equal(["id", "name", "notificationsDisabled", "sandbox"], FieldsOf(little.Json));
        Assert.Equal(($"org_{tenant.Id.Value:d}", "Tenant"), (little.Text("id"), little.Text("name")));
        Assert.Equal(["id", "metadataSchema", "name", "notificationsDisabled", "sandbox"], FieldsOf(more.Json));
    }

    [Fact]
    public async Task The_published_components_get_all_that_they_ask_for()
    {
        var tenant = await server.NewTenantAsync();
        var embedded = await tenant.EmbeddedAsync(await tenant.EntityAsync());

        var answer = (await embedded.GetAsync(Opening)).Ok();

        Assert.All(
            PaymentsSteps.Words("paymentMethods.payerPayments", "paymentMethods.backupDisbursements", "paymentMethods.vendorDisbursements"),
            rails => Assert.Contains(answer.At(rails).EnumerateArray(), rail => rail.GetProperty("type").GetString() == "bankAccount" && rail.GetProperty("active").GetBoolean()));
        Assert.Equal(("none", "none"), (answer.Text("emailProvider.sender.provider"), answer.Text("externalAccountingSystemProvider.type")));
        Assert.True(answer.At("payeeOnboardingOptions.business.ein.show").GetBoolean());
        Assert.Equal((0, 0), (answer.At("metadataSchema").GetArrayLength(), answer.At("customDomains").GetArrayLength()));
        Assert.False(answer.Json.TryGetProperty("rolePermissions", out _)); // Else no role would be allowed anything.
    }

    [Fact]
    public async Task What_is_set_is_shown_and_what_is_not_named_stays()
    {
        var tenant = await server.NewTenantAsync();
        var schema = new[]
        {
            new { key = "costCenter", displayName = "Cost center", type = "STRING", lineItem = true, validationRules = new { type = "regex", regex = "^[0-9]+$", errorMessage = "digits" } },
        };
        var roles = new Dictionary<string, string[]> { ["admin"] = ["invoice.all", "paymentMethod.all"], ["viewer"] = [] };
        (await tenant.PostAsync("/organization", new
        {
            name = "Platform Ltd",
            logo = "iVBORw0KGgoAAAA=",
            websiteUrl = "https://platform.example.test",
            supportEmail = "help@platform.example.test",
            colorScheme = new { primaryColor = "#336699", roundedCorners = 4.5 },
            metadataSchema = schema,
            rolePermissions = roles,
            notificationsDisabled = true,
            paymentMethods = new { payerPayments = new[] { new { type = "card", active = false } }, backupDisbursements = Array.Empty<object>(), vendorDisbursements = Array.Empty<object>() },
        })).Ok();

        (await tenant.PostAsync("/organization", new { websiteUrl = "" })).Ok();

        var answer = (await tenant.GetAsync(Opening)).Ok();
        Assert.Equal(("Platform Ltd", "data:image/png;base64,iVBORw0KGgoAAAA=", "help@platform.example.test"), (answer.Text("name"), answer.Text("logoUrl"), answer.Text("supportEmail")));
        Assert.False(answer.Json.TryGetProperty("websiteUrl", out _));
        Assert.Equal(("#336699", 4.5), (answer.Text("colorScheme.primaryColor"), answer.At("colorScheme.roundedCorners").GetDouble()));
        Assert.True(JsonElement.DeepEquals(JsonSerializer.SerializeToElement(schema), answer.At("metadataSchema")), answer.Body);
        Assert.True(JsonElement.DeepEquals(JsonSerializer.SerializeToElement(roles), answer.At("rolePermissions")), answer.Body);
        Assert.Equal(("card", false), (answer.At("paymentMethods.payerPayments")[0].GetProperty("type").GetString(), answer.At("paymentMethods.payerPayments")[0].GetProperty("active").GetBoolean()));
        Assert.True(answer.At("notificationsDisabled").GetBoolean());
    }

    [Fact]
    public async Task What_the_components_and_a_mailer_need_is_kept_but_no_key_of_a_mailer()
    {
        var tenant = await server.NewTenantAsync();
        (await tenant.PostAsync("/organization", new
        {
            emailProvider = new { sender = new { provider = "resend", fromEmail = "bills@platform.example.test", fromName = "Bills", apiKey = "re_secret" }, inboxDomain = "in.example.test", alternativeInboxDomains = PaymentsSteps.Words("b.example.test") },
            payeeOnboardingOptions = new { enableIndividual = false, business = new { ein = new { required = true }, nonsense = new { show = true } } },
            notificationEmailTemplate = new { header = "<b>Hi</b>", footer = "Bye" },
            customDomains = PaymentsSteps.Words("pay.example.test"),
        })).Ok();

        (await tenant.PostAsync("/organization", new { payeeOnboardingOptions = new { business = new { ein = new { edit = false } } }, payorOnboardingOptions = new { paymentMethod = false } })).Ok();

        var answer = (await tenant.GetAsync($"{Opening}&notificationEmailTemplate=true")).Ok();
        Assert.Equal(("resend", "in.example.test", "b.example.test"), (answer.Text("emailProvider.sender.provider"), answer.Text("emailProvider.inboxDomain"), answer.At("emailProvider.alternativeInboxDomains")[0].GetString()));
        Assert.False(answer.At("emailProvider.sender.hasApiKey").GetBoolean());
        Assert.DoesNotContain("re_secret", answer.Body, StringComparison.Ordinal);
        Assert.False(answer.At("payeeOnboardingOptions.enableIndividual").GetBoolean() || answer.At("payorOnboardingOptions.paymentMethod").GetBoolean());
        Assert.True(answer.At("payeeOnboardingOptions.enableBusiness").GetBoolean() && answer.At("payorOnboardingOptions.enableIndividual").GetBoolean());
        Assert.Equal((true, false, true), (answer.At("payeeOnboardingOptions.business.ein.required").GetBoolean(), answer.At("payeeOnboardingOptions.business.ein.edit").GetBoolean(), answer.At("payeeOnboardingOptions.business.ein.show").GetBoolean()));
        Assert.False(answer.At("payeeOnboardingOptions.business").TryGetProperty("nonsense", out _));
        Assert.Equal(("<b>Hi</b>", "Bye", "pay.example.test"), (answer.Text("notificationEmailTemplate.header"), answer.Text("notificationEmailTemplate.footer"), answer.At("customDomains")[0].GetString()));
    }

    [Fact]
    public async Task What_is_said_about_a_notification_is_kept_until_it_is_reset()
    {
        const string Approved = "/organization/notification-configuration/INVOICE_APPROVED";
        var tenant = await server.NewTenantAsync();
        (await tenant.GetAsync(Approved)).Is(404);

        var made = (await tenant.PostAsync(Approved, new { notificationType = "invoice", url = "https://platform.example.test/bills", subject = "Approved" })).Ok();
        (await tenant.PostAsync("/organization", new { name = "Renamed" })).Ok();

        Assert.Equal(("INVOICE_APPROVED", "invoice", "https://platform.example.test/bills", "Approved"), (made.Text("type"), made.Text("notificationType"), made.Text("url"), made.Text("subject")));
        Assert.Equal(made.Body, (await tenant.GetAsync(Approved)).Ok().Body);
        Assert.Equal($"[{made.Body}]", (await tenant.GetAsync("/organization/notification-configurations")).Ok().Body);
        (await tenant.DeleteAsync(Approved)).Is(204);
        Assert.Equal("[]", (await tenant.GetAsync("/organization/notification-configurations")).Ok().Body);
        (await tenant.PostAsync("/organization/notification-configuration/NOTHING", new { notificationType = "invoice", url = "https://x.example.test" })).Is(400);
        (await tenant.PostAsync(Approved, new { notificationType = "invoice" })).Is(400);
    }

    [Theory]
    [InlineData("/invoice-templates")]
    [InlineData("/organization/emailLog")]
    public async Task Of_what_is_not_offered_there_is_none(string path)
    {
        var tenant = await server.NewTenantAsync();
        var embedded = await tenant.EmbeddedAsync(await tenant.EntityAsync());

        var answer = (await embedded.GetAsync($"{path}?limit=100&search=")).Ok();

        Assert.Equal((0, false, 0), (answer.At("count").GetInt32(), answer.At("hasMore").GetBoolean(), answer.At("data").GetArrayLength()));
        (await embedded.GetAsync($"{path}?limit=0")).Is(400);
        (await embedded.GetAsync($"{path}?startingAfter=x")).Is(404);
    }

    [Fact]
    public async Task Without_vendor_credits_a_bill_is_to_be_paid_whole()
    {
        var desk = await BillDesk.OpenAsync(server);
        var path = $"/entity/{desk.Payer}/counterparty/{desk.Vendor}/vendor-credits/estimate-usage";

        var answer = (await desk.Tenant.GetAsync($"{path}?amount=100.555&currency=USD&excludedInvoiceIds=%5B%22in_1%22%5D&includedVendorCreditIds=%5B%5D")).Ok();

        Assert.Equal((100.55m, "USD", 0), (answer.At("remainingAmount").GetDecimal(), answer.Text("currency"), answer.At("vendorCredits").GetArrayLength()));
        (await desk.Tenant.GetAsync(path)).Is(400);
        (await desk.Tenant.GetAsync($"/entity/{desk.Payer}/counterparty/nobody/vendor-credits/estimate-usage?amount=1")).Is(404);
    }

    [Theory]
    [InlineData("""{"emailProvider": {"sender": {"provider": "pigeon", "fromEmail": "", "fromName": ""}, "inboxDomain": ""}}""", "emailProvider.sender.provider")]
    [InlineData("""{"customDomains": [" "]}""", "customDomains")]
    [InlineData("""{"rolePermissions": {"admin": ["invoice.everything"]}}""", "rolePermissions")]
    [InlineData("""{"rolePermissions": {" ": []}}""", "rolePermissions")]
    [InlineData("""{"rolePermissions": {"admin": [null]}}""", "rolePermissions")]
    [InlineData("""{"rolePermissions": {"admin": [], "admin ": []}}""", "rolePermissions")]
    [InlineData("""{"metadataSchema": [{"key": "a", "displayName": "A", "type": "TEXT"}]}""", "metadataSchema[0].type")]
    [InlineData("""{"metadataSchema": [{"key": "a", "displayName": "A", "type": "DATE"}, {"key": "a", "displayName": "B", "type": "DATE"}]}""", "metadataSchema")]
    [InlineData("""{"metadataSchema": [{"displayName": "A", "type": "DATE"}]}""", "metadataSchema[0].key")]
    [InlineData("""{"supportEmail": "nobody"}""", "supportEmail")]
    [InlineData("""{"websiteUrl": "javascript:alert(1)"}""", "websiteUrl")]
    [InlineData("""{"logo": "PHN2Zz4="}""", "logo")]
    [InlineData("""{"paymentMethods": {"payerPayments": [{"type": "cash", "active": true}], "backupDisbursements": [], "vendorDisbursements": []}}""", "paymentMethods.payerPayments")]
    [InlineData("""{"paymentMethods": {"payerPayments": [{"type": "check", "active": true, "defaultDeliveryMethod": "PIGEON"}], "backupDisbursements": [], "vendorDisbursements": []}}""", "paymentMethods.payerPayments")]
    [InlineData("""{"paymentMethods": {"payerPayments": [{"type": "check", "active": true, "availableDeliveryMethods": [null]}], "backupDisbursements": [], "vendorDisbursements": []}}""", "paymentMethods.payerPayments")]
    [InlineData("""{"paymentMethods": {"payerPayments": []}}""", "paymentMethods.vendorDisbursements")]
    public async Task What_cannot_be_is_refused_by_name(string body, string field)
    {
        var tenant = await server.NewTenantAsync();
        var before = (await tenant.GetAsync(Opening)).Ok().Body;

        var answer = await tenant.PostAsync("/organization", new StringContent(body, System.Text.Encoding.UTF8, "application/json"));

        Assert.Contains($" {field}: ", answer.Is(400).Text("content"), StringComparison.Ordinal);
        Assert.Equal(before, (await tenant.GetAsync(Opening)).Ok().Body);
    }

    [Fact]
    public async Task Only_who_may_set_up_the_organization_changes_it()
    {
        var tenant = await server.NewTenantAsync();
        Assert.True(Guid.TryParse((await tenant.EntityAsync())["ent_".Length..], out var business));
        var narrow = tenant.With(await TokenMaking.AddAsync(server.Owner, tenant.Id, [Permission.Businesses], null));
        var limited = tenant.With(await TokenMaking.AddAsync(server.Owner, tenant.Id, Permission.All, [business]));

        (await narrow.PostAsync("/organization", new { name = "Mine" })).Is(403);
        (await limited.PostAsync("/organization", new { name = "Mine" })).Is(403);
        Assert.Equal("Tenant", (await narrow.GetAsync("/organization")).Ok().Text("name"));
    }

    [Theory]
    [InlineData("businesses network")]
    [InlineData("businesses network invoices.read", "invoice.view.paid")]
    [InlineData("businesses network invoices.read invoices.write", "invoice.create.draft")]
    [InlineData("businesses network invoices.read invoices.write", "invoice.delete", "paymentMethod.all")]
    [InlineData("businesses network invoices.read invoices.approve", "invoice.view.all", "invoice.approver.override")]
    [InlineData("businesses network invoices.read invoices.write payments", "invoice.update.scheduled")]
    [InlineData("businesses network invoices.read invoices.write invoices.approve payments", "invoice.all")]
    public void The_words_of_roles_come_to_no_more_than_they_say(string permissions, params string[] words) =>
        Assert.Equal(permissions, string.Join(' ', RolePermissions.Of(words)));

    private static IEnumerable<string> FieldsOf(JsonElement json) => json.EnumerateObject().Select(property => property.Name).Order(StringComparer.Ordinal);
}
