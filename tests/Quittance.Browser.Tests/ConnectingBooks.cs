using Microsoft.Playwright;
using Quittance.Tests;
using Quittance.Tests.Accounting;

namespace Quittance.Browser.Tests;

/// <summary>A business's user without an account opens the address that the platform sent them.</summary>
public sealed class ConnectingBooks(TestServer server, Chromium chromium)
{
    [Fact]
    public async Task A_person_chooses_a_system_corrects_a_mistake_and_is_connected()
    {
        var address = await NewAddressAsync("Lumen & Sons");
        await using var watched = await chromium.OpenAsync(server.Address);
        var page = watched.Page;

        await page.GotoAsync(address);
        Assert.Equal("Connect the books of Lumen & Sons", await page.TitleAsync());
        await page.GetByRole(AriaRole.Link, new() { Name = "Form books" }).ClickAsync();
        await page.GetByLabel("Database").FillAsync("lumen");
        await page.GetByLabel("Password").FillAsync("wrong");
        await ConnectAsync(page);
        await page.GetByText("is not known here.").WaitForAsync();
        Assert.Equal(("lumen", ""), (await page.GetByLabel("Database").InputValueAsync(), await page.GetByLabel("Password").InputValueAsync()));
        await page.GetByLabel("Password").FillAsync(FormBooks.Password);
        await ConnectAsync(page);

        await page.GetByText("You are connected").WaitForAsync();
        await page.ReloadAsync(); // Sends no password again.
        await page.GetByText("Books of lumen").WaitForAsync();
        Assert.Equal(address, page.Url);
        Assert.All(watched.Requests, request => Assert.StartsWith(server.Address.AbsoluteUri, request, StringComparison.Ordinal));
        Assert.DoesNotContain(watched.Errors, error => error.Contains("Content Security Policy", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task The_journal_asks_for_nothing()
    {
        var address = await NewAddressAsync("Quiet Ltd");
        await using var watched = await chromium.OpenAsync(server.Address);

        await watched.Page.GotoAsync(address);
        await watched.Page.GetByRole(AriaRole.Link, new() { Name = "Journal", Exact = true }).ClickAsync();
        await ConnectAsync(watched.Page);

        await watched.Page.GetByText("You are connected").WaitForAsync();
    }

    private static Task ConnectAsync(IPage page) => page.GetByRole(AriaRole.Button, new() { Name = "Connect" }).ClickAsync();

    private async Task<string> NewAddressAsync(string business)
    {
        var tenant = await server.NewTenantAsync();
        var made = await tenant.For(await tenant.BusinessAsync(business)).PostAsync("/v1/accounting_connections");
        return made.Created().Text("connection_url");
    }
}
