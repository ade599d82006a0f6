using Microsoft.Playwright;
using Quittance.Server.Api;
using Quittance.Tests;

namespace Quittance.Browser.Tests;

public sealed class ReadingTheApiDocuments(TestServer server, Chromium browser)
{
    public static TheoryData<string, string> Documents
    {
        get
        {
            var rows = new TheoryData<string, string>();
            foreach (var document in DialectDocuments.All)
            {
                rows.Add(document.Name, document.Title);
            }

            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public async Task The_page_shows_the_document_without_asking_anybody_else(string name, string title)
    {
        await using var watched = await browser.OpenAsync(server.Address);
        var page = watched.Page;

        await page.GotoAsync($"/docs/index.html?urls.primaryName={Uri.EscapeDataString(title)}");

        await Assertions.Expect(page.Locator(".info .title")).ToContainTextAsync(title);
        await page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        Assert.Contains(watched.Requests, request => request.EndsWith($"/openapi/{name}.json", StringComparison.Ordinal));
        Assert.All(watched.Requests.Where(request => !request.StartsWith("data:", StringComparison.Ordinal) && !request.StartsWith("blob:", StringComparison.Ordinal)), request =>
            Assert.StartsWith(server.Address.ToString(), request, StringComparison.Ordinal));
        Assert.Equal(0, await page.Locator(".errors-wrapper").CountAsync());
        Assert.Empty(watched.Errors);
    }

    [Fact]
    public async Task An_operation_opens_and_shows_what_it_takes()
    {
        await using var watched = await browser.OpenAsync(server.Address);
        var page = watched.Page;

        await page.GotoAsync("/docs/");
        await page.Locator("#operations-Businesses-createBusiness .opblock-summary-control").ClickAsync();

        await Assertions.Expect(page.Locator("#operations-Businesses-createBusiness .opblock-body")).ToContainTextAsync("Idempotency-Key");
        Assert.Empty(watched.Errors);
    }
}
