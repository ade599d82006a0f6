using Quittance.Server.Security;

namespace Quittance.Tests.Payments;

/// <summary>What the published components show an entity's people.</summary>
public sealed class CustomizingEntities(TestServer server)
{
    [Fact]
    public async Task An_entity_of_which_nothing_was_said_has_the_defaults_of_the_contract()
    {
        var tenant = await server.NewTenantAsync();
        var embedded = await tenant.EmbeddedAsync(await tenant.EntityAsync());
        var entity = (await embedded.GetAsync("/entity")).Ok().At("data")[0].GetProperty("id").GetString();

        var answer = (await embedded.GetAsync($"/entity/{entity}/customization")).Ok();

        Assert.Equal((0, 0, 0, 0), (Length(answer, "metadata"), Length(answer, "paymentSource"), Length(answer, "backupDisbursement"), Length(answer, "paymentDestination")));
        Assert.Equal(
            (true, false, true, false),
            (answer.At("ocr.lineItems").GetBoolean(), answer.At("ocr.collapseLineItems").GetBoolean(), answer.At("ocr.predictMetadata").GetBoolean(), answer.At("invoice.hideQrCode").GetBoolean()));
        Assert.False(answer.At("workflow.autoAdvanceInvoiceStatus").GetBoolean());
    }

    [Fact]
    public async Task What_is_set_is_shown_and_what_is_not_named_stays()
    {
        var tenant = await server.NewTenantAsync();
        var entity = await tenant.EntityAsync();
        (await tenant.PostAsync("/organization", new { metadataSchema = new[] { new { key = "project", displayName = "Project", type = "STRING" } } })).Ok();
        (await tenant.PostAsync($"/entity/{entity}/customization", new
        {
            metadata = new[] { new { key = "project", disabled = true } },
            paymentSource = new[] { new { type = "check", disabled = false, defaultDeliveryMethod = "MAIL" } },
            ocr = new { splitDocuments = true },
            notifications = new { assumeRole = "admin" },
        })).Ok();

        var answer = (await tenant.PostAsync($"/entity/{entity}/customization", new { invoice = new { hideAddress = true }, workflow = new { autoAdvanceInvoiceStatus = false }, fees = new { } })).Ok();

        Assert.Equal(answer.Body, (await tenant.GetAsync($"/entity/{entity}/customization")).Ok().Body);
        Assert.Equal("project", answer.At("metadata")[0].GetProperty("key").GetString());
        Assert.Equal("MAIL", answer.At("paymentSource")[0].GetProperty("defaultDeliveryMethod").GetString());
        Assert.True(answer.At("ocr.splitDocuments").GetBoolean() && answer.At("ocr.lineItems").GetBoolean() && answer.At("invoice.hideAddress").GetBoolean());
        Assert.Equal("admin", answer.Text("notifications.assumeRole"));
    }

    [Theory]
    [InlineData("""{"metadata": [{"key": "unknown", "disabled": true}]}""", "metadata.key")]
    [InlineData("""{"paymentSource": [{"type": "cash", "disabled": true}]}""", "paymentSource")]
    [InlineData("""{"paymentDestination": [{"type": "check", "disabled": true, "defaultDeliveryMethod": "ACH_SAME_DAY"}]}""", "paymentDestination")]
    [InlineData("""{"backupDisbursement": [{"type": "card"}]}""", "backupDisbursement.disabled")]
    [InlineData("""{"workflow": {"autoAdvanceInvoiceStatus": true}}""", "workflow.autoAdvanceInvoiceStatus")]
    [InlineData("""{"fees": {"payable": {"source": {"ACH_STANDARD": {"type": "flat", "amount": 1}}}}}""", "fees")]
    [InlineData("""{"rolePermissions": {"admin": ["invoice.all"]}}""", "rolePermissions")]
    public async Task What_cannot_be_or_would_not_be_acted_on_is_refused_by_name(string body, string field)
    {
        var tenant = await server.NewTenantAsync();
        var entity = await tenant.EntityAsync();

        var answer = await tenant.PostAsync($"/entity/{entity}/customization", PaymentMethodSteps.Json(body));

        Assert.Contains($" {field}: ", answer.Is(400).Text("content"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_entitys_own_people_do_not_change_what_they_are_shown()
    {
        var tenant = await server.NewTenantAsync();
        var (entity, other) = (await tenant.EntityAsync(), await tenant.EntityAsync("Other"));
        var embedded = await tenant.EmbeddedAsync(entity);
        Assert.True(Guid.TryParse(entity["ent_".Length..], out var business));
        var limited = tenant.With(await TokenMaking.AddAsync(server.Owner, tenant.Id, Permission.All, [business]));

        (await embedded.PostAsync($"/entity/{entity}/customization", new { })).Is(403);
        (await limited.PostAsync($"/entity/{entity}/customization", new { })).Ok();
        (await limited.PostAsync($"/entity/{other}/customization", new { })).Is(404);
        (await embedded.GetAsync($"/entity/{other}/customization")).Is(404);
    }

    private static int Length(Answer answer, string list) => answer.At(list).GetArrayLength();
}
