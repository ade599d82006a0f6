using System.Text.Json;

namespace Quittance.Tests.Accounting;

/// <summary>What a business's user sees who was sent to <c>connection_url</c> and has no account here.</summary>
[Collection("moves the clock")]
public sealed class OpeningAConnectionUrl(TestServer server) : IDisposable
{
    private readonly LinkBrowser _browser = new(server);

    public void Dispose() => _browser.Dispose();

    [Fact]
    public async Task The_user_chooses_a_system_fills_in_its_form_and_is_connected()
    {
        var (desk, token) = await BeginAsync();

        var choice = await _browser.GetAsync($"/connect/{token}");
        var form = await _browser.GetAsync($"/connect/{token}?platform={FormBooks.Platform}");
        var sent = await SubmitAsync(token, desk.Company);
        var done = await _browser.GetAsync(sent.Is(303).Headers.Location!.ToString());

        Assert.Contains("Connect the books of Keeper &amp; Sons", choice.Ok().Body, StringComparison.Ordinal);
        Assert.Contains($"?platform={FormBooks.Platform}\">Form books</a>", choice.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("Xero", choice.Body, StringComparison.Ordinal); // Its operator registered no app.
        Assert.Contains("""<input id="password" name="field_password" type="password" required""", form.Ok().Body, StringComparison.Ordinal);
        Assert.Contains("Books behind a &lt;form&gt;.", form.Body, StringComparison.Ordinal);
        Assert.Contains("https://books.example.test", form.Body, StringComparison.Ordinal);
        Assert.Contains("You are connected", done.Ok().Body, StringComparison.Ordinal);
        Assert.Equal("connected", Assert.Single((await desk.Api.GetAsync(AccountingDesk.Connections)).At("data").EnumerateArray()).GetProperty("status").GetString());
    }

    [Fact]
    public async Task A_system_that_the_operator_has_not_set_up_is_no_choice()
    {
        var (_, token) = await BeginAsync();

        var page = await _browser.GetAsync($"/connect/{token}?platform=xero");
        var onward = await _browser.GetAsync($"/connect/{token}/authorize?platform=xero");

        Assert.Contains("Xero is not set up on this server. Ask its operator.", page.Is(409).Body, StringComparison.Ordinal);
        Assert.DoesNotContain("Continue to Xero", page.Body, StringComparison.Ordinal);
        Assert.Contains("Xero is not set up on this server", onward.Is(409).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_other_page_learns_the_address_and_nobody_keeps_it()
    {
        var (_, token) = await BeginAsync();

        var page = await _browser.GetAsync($"/connect/{token}");

        Assert.Equal("no-store", page.Headers.CacheControl?.ToString());
        Assert.Equal("same-origin", page.Headers.GetValues("Referrer-Policy").Single());
        Assert.Contains("default-src 'none'", page.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_system_refuses_is_shown_beside_the_field_and_the_password_never_again()
    {
        var (desk, token) = await BeginAsync();

        var wrong = (await SubmitAsync(token, desk.Company, "my wrong password")).Is(422);
        var empty = (await SubmitAsync(token, "", "")).Is(422);

        Assert.Contains("admin / *** is not known here.", wrong.Body, StringComparison.Ordinal);
        Assert.Contains($"value=\"{desk.Company}\"", wrong.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("my wrong password", wrong.Body, StringComparison.Ordinal);
        Assert.Equal(2, empty.Body.Split("Fill this in.").Length - 1);
        Assert.Equal("pending_auth", (await FirstAsync(desk)).GetProperty("status").GetString());
    }

    [Fact]
    public async Task It_serves_once()
    {
        var (desk, token) = await BeginAsync();
        (await SubmitAsync(token, desk.Company)).Is(303);

        var again = await SubmitAsync(token, $"{desk.Company}-other");

        Assert.Contains("You are connected", again.Ok().Body, StringComparison.Ordinal);
        Assert.Equal($"Books of {desk.Company}", (await FirstAsync(desk)).GetProperty("business_info").GetProperty("name").GetString());
    }

    [Fact]
    public async Task Two_at_once_connect_once()
    {
        var (desk, token) = await BeginAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(n => SubmitAsync(token, $"{desk.Company}-{n}")));

        Assert.Single(answers, answer => answer.Status == 303);
        Assert.Single(await desk.TextsAsync("select type from events where organization_id = $1 and type = 'accounting_connection.connected'", desk.Organization.Value));
    }

    [Fact]
    public async Task After_seven_days_it_is_over_and_a_new_one_can_be_had()
    {
        var (desk, token) = await BeginAsync();
        var id = (await FirstAsync(desk)).GetProperty("id").GetString();
        server.Clock.Advance(TimeSpan.FromDays(7));

        var late = await _browser.GetAsync($"/connect/{token}");
        var refused = await SubmitAsync(token, desk.Company);
        var renewed = LinkBrowser.TokenOf((await desk.Api.PostAsync($"{AccountingDesk.Connections}/{id}/link")).Ok().Json);

        Assert.Contains("This link has ended", late.Is(410).Body, StringComparison.Ordinal);
        Assert.Contains("This link has ended", refused.Is(410).Body, StringComparison.Ordinal);
        Assert.NotEqual(token, renewed);
        Assert.Contains("No such link", (await _browser.GetAsync($"/connect/{token}")).Is(404).Body, StringComparison.Ordinal);
        (await SubmitAsync(renewed, desk.Company)).Is(303);
    }

    [Fact]
    public async Task The_same_address_works_again_when_the_system_does_not_take_the_connection_any_more()
    {
        var (desk, token) = await BeginAsync();
        (await SubmitAsync(token, desk.Company)).Is(303);
        await desk.DeauthorizeAsync((await FirstAsync(desk)).GetProperty("id").GetString()!);

        var page = await _browser.GetAsync($"/connect/{token}");
        var other = await SubmitAsync(token, $"{desk.Company}-other");
        var same = await SubmitAsync(token, desk.Company);

        Assert.Contains("The connection stopped working: The password was changed.", page.Ok().Body, StringComparison.Ordinal);
        Assert.Contains("It keeps the books of", other.Is(409).Body, StringComparison.Ordinal);
        same.Is(303);
        Assert.Equal("connected", (await FirstAsync(desk)).GetProperty("status").GetString());
    }

    [Fact]
    public async Task A_connection_that_has_ended_says_so()
    {
        var (desk, token) = await BeginAsync();
        (await desk.Api.PostAsync($"{AccountingDesk.Connections}/{(await FirstAsync(desk)).GetProperty("id").GetString()}/disconnect")).Ok();

        Assert.Contains("This connection has ended", (await _browser.GetAsync($"/connect/{token}")).Is(410).Body, StringComparison.Ordinal);
        Assert.Contains("This connection has ended", (await SubmitAsync(token, desk.Company)).Is(410).Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("qtc_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("x")]
    [InlineData("%3Cscript%3E")]
    public async Task An_address_that_never_was_opens_nothing(string token)
    {
        Assert.Contains("No such link", (await _browser.GetAsync($"/connect/{token}")).Is(404).Body, StringComparison.Ordinal);
        Assert.Contains("No such link", (await SubmitAsync(token, "x")).Is(404).Body, StringComparison.Ordinal);
        Assert.Contains("No such link", (await _browser.GetAsync($"/connect/{token}/authorize?platform={ConsentedBooks.Platform}")).Is(404).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_form_of_another_site_is_not_taken()
    {
        var (desk, token) = await BeginAsync();

        (await _browser.PostAsync($"/connect/{token}?platform={FormBooks.Platform}", new() { ["field_database"] = desk.Company, ["field_password"] = FormBooks.Password }, "cross-site")).Is(403);

        Assert.Equal("pending_auth", (await FirstAsync(desk)).GetProperty("status").GetString());
    }

    private async Task<(AccountingDesk Desk, string Token)> BeginAsync()
    {
        var desk = await AccountingDesk.OpenAsync(server);
        return (desk, LinkBrowser.TokenOf(await desk.BeginAsync()));
    }

    private Task<Answer> SubmitAsync(string token, string database, string password = FormBooks.Password) => _browser.PostAsync(
        $"/connect/{token}?platform={FormBooks.Platform}", new() { ["field_database"] = database, ["field_password"] = password, ["field_url"] = "", ["other"] = "x" });

    private static async Task<JsonElement> FirstAsync(AccountingDesk desk) => (await desk.Api.GetAsync(AccountingDesk.Connections)).Ok().At("data")[0];
}
