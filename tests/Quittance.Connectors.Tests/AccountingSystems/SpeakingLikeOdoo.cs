using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Quittance.Counterparts.Odoo;

namespace Quittance.Connectors.Tests.AccountingSystems;

public sealed class SpeakingLikeOdoo : IAsyncLifetime
{
    private readonly HttpClient _http = new();
    private OdooServer _odoo = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _odoo = await OdooServer.StartAsync();
        _http.BaseAddress = _odoo.Address;
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("bearer", OdooServer.ApiKey);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _odoo.DisposeAsync();
    }

    [Theory]
    [InlineData("res.partner/search_read", """{"ids":[1],"domain":[],"fields":["name"]}""", 422, "cannot call res.partner.search_read with ids")]
    [InlineData("res.partner/search_read", """{"domian":[]}""", 422, "got an unexpected keyword argument 'domian'")]
    [InlineData("res.nobody/search_read", """{"domain":[],"fields":[]}""", 404, "the model 'res.nobody' does not exist")]
    [InlineData("account.move/_post", """{"ids":[1]}""", 404, "does not exist")]
    [InlineData("account.move/action_post", """{"ids":[4711]}""", 404, "Record does not exist or has been deleted.")]
    [InlineData("account.move.reversal/create", """{"vals_list":[{}]}""", 422, "should only be called on account.move")]
    [InlineData("res.partner/search_read", """{"domain":[["vat_number","=","x"]],"fields":["name"]}""", 500, "Invalid field 'vat_number' on 'res.partner'")]
    public async Task A_refusal_is_an_object_with_name_message_arguments_context_and_debug(string call, string body, int status, string message)
    {
        if (message.StartsWith("Invalid", StringComparison.Ordinal))
        {
            _odoo.Data.Add("res.partner", ("name", "Somebody"), ("active", true));
        }

        var (answered, json) = await CallAsync(call, body);

        Assert.Equal(status, answered);
        Assert.Equal(["name", "message", "arguments", "context", "debug"], json.EnumerateObject().Select(field => field.Name));
        Assert.Contains(message, json.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_key_is_answered_401()
    {
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("bearer", "wrong");

        Assert.Equal(401, (await CallAsync("res.users/context_get", "{}")).Status);
    }

    [Fact]
    public async Task Records_come_back_as_ids_what_is_not_set_as_false_and_a_reference_as_id_and_name()
    {
        var (_, ids) = await CallAsync("res.partner/create", """{"vals_list":[{"name":"Acme","country_id":1,"email":false}]}""");
        var (_, read) = await CallAsync("res.partner/search_read", """{"domain":[["name","=","Acme"]],"fields":["name","email","country_id","write_date"]}""");

        Assert.Equal("[1]", ids.GetRawText());
        Assert.Equal("""{"id":1,"name":"Acme","email":false,"country_id":[1,"France"]""", read[0].GetRawText().Split(",\"write_date\"")[0]);
        Assert.Matches("^[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}$", read[0].GetProperty("write_date").GetString());
    }

    [Theory]
    [InlineData("""["|",["name","=","Acme"],["name","=","Beta"]]""", 2)]
    [InlineData("""["!",["name","=","Acme"]]""", 1)]
    [InlineData("""["|",["name","=","Acme"],"&",["name","=","Beta"],["id",">",99]]""", 1)]
    [InlineData("""[["name","like","A_me"]]""", 1)]
    [InlineData("""[["name","in",["Acme","Gone"]]]""", 1)]
    [InlineData("""[["active","=",false]]""", 1)]
    [InlineData("""[["ref","=",false]]""", 2)]
    public async Task Domains_are_in_polish_notation_and_hide_what_is_archived(string domain, int count)
    {
        _odoo.Data.Add("res.partner", ("name", "Acme"), ("active", true));
        _odoo.Data.Add("res.partner", ("name", "Beta"), ("active", true));
        _odoo.Data.Add("res.partner", ("name", "Gone"), ("active", false));

        var (_, found) = await CallAsync("res.partner/search_read", $$"""{"domain":{{domain}},"fields":["name"]}""");

        Assert.Equal(count, found.GetArrayLength());
    }

    [Fact]
    public async Task A_posted_bill_can_be_neither_changed_nor_deleted_and_not_posted_twice()
    {
        var id = await PostedBillAsync();

        Assert.Equal(422, (await CallAsync("account.move/write", $$"""{"ids":[{{id}}],"vals":{"invoice_date":"2026-03-02"} }""")).Status);
        Assert.Equal(422, (await CallAsync("account.move/unlink", $$"""{"ids":[{{id}}]}""")).Status);
        Assert.Equal(422, (await CallAsync("account.move/action_post", $$"""{"ids":[{{id}}]}""")).Status);
    }

    [Fact]
    public async Task A_credit_note_of_the_wizard_is_a_draft_and_posting_it_sets_the_bill_off()
    {
        var id = await PostedBillAsync();
        var context = $$"""{"active_model":"account.move","active_ids":[{{id}}]}""";
        await CallAsync("account.move.reversal/create", $$"""{"vals_list":[{"move_ids":[[6,0,[{{id}}]]],"date":"2026-03-02","reason":"why"}],"context":{{context}}}""");
        await CallAsync("account.move.reversal/refund_moves", """{"ids":[1]}""");

        var refund = Assert.Single(_odoo.Data.All("account.move"), move => move.Text("move_type") == "in_refund");
        Assert.Equal(("draft", "Reversal of: BILL/2026/03/0001, why", "not_paid"), (refund.Text("state"), refund.Text("ref"), _odoo.Data.Get("account.move", id).Text("payment_state")));
        await CallAsync("account.move/action_post", $$"""{"ids":[{{refund.Id}}]}""");
        Assert.Equal("reversed", _odoo.Data.Get("account.move", id).Text("payment_state"));
    }

    [Fact]
    public async Task A_payment_of_the_wizard_is_in_process_and_a_reset_one_leaves_the_bill_open()
    {
        var id = await PostedBillAsync();
        var context = $$"""{"active_model":"account.move","active_ids":[{{id}}]}""";
        await CallAsync("account.payment.register/create", $$"""{"vals_list":[{"payment_date":"2026-03-02","amount":10,"journal_id":1,"currency_id":1,"communication":"x"}],"context":{{context}}}""");
        await CallAsync("account.payment.register/action_create_payments", """{"ids":[1]}""");

        var payment = Assert.Single(_odoo.Data.All("account.payment"));
        Assert.Equal(("in_process", "x", "in_payment"), (payment.Text("state"), payment.Text("memo"), _odoo.Data.Get("account.move", id).Text("payment_state")));
        await CallAsync("account.payment/action_draft", $$"""{"ids":[{{payment.Id}}]}""");
        await CallAsync("account.payment/action_cancel", $$"""{"ids":[{{payment.Id}}]}""");
        Assert.Equal(("canceled", "not_paid"), (payment.Text("state"), _odoo.Data.Get("account.move", id).Text("payment_state")));
    }

    private async Task<int> PostedBillAsync()
    {
        _odoo.Data.Add("res.partner", ("name", "Acme"), ("active", true));
        var (_, ids) = await CallAsync(
            "account.move/create",
            """{"vals_list":[{"move_type":"in_invoice","partner_id":1,"invoice_date":"2026-03-01","currency_id":1,"invoice_line_ids":[[0,0,{"name":"Work","quantity":1,"price_unit":10,"account_id":1,"tax_ids":[[6,0,[]]]}]]}]}""");
        var id = ids[0].GetInt32();
        Assert.Equal(200, (await CallAsync("account.move/action_post", $$"""{"ids":[{{id}}]}""")).Status);
        return id;
    }

    private async Task<(int Status, JsonElement Json)> CallAsync(string call, string body)
    {
        using var answer = await _http.PostAsync(new Uri($"/json/2/{call}", UriKind.Relative), new StringContent(body, Encoding.UTF8, "application/json"), Cancel);
        using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancel));
        return ((int)answer.StatusCode, json.RootElement.Clone());
    }
}
