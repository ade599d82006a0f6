using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace Quittance.Browser.Tests;

public sealed class SigningInOnThePage(DashboardServer server)
{
    [Fact]
    public async Task A_person_signs_in_sees_their_organization_and_signs_out()
    {
        var made = await server.NewOrganizationAsync("Lumen & Sons", "ada@lumen.example");
        var page = await server.NewPageAsync();
        var (complaints, foreign) = (new ConcurrentBag<string>(), new ConcurrentBag<string>());
        page.Console += (_, message) => complaints.Add(message.Text);
        page.Request += (_, request) =>
        {
            if (!request.Url.StartsWith(server.Address.AbsoluteUri, StringComparison.Ordinal))
            {
                foreign.Add(request.Url);
            }
        };

        await page.GotoAsync("/");
        await SignInAsync(page, "wrong password");
        await page.GetByText("The e-mail address or the password is wrong.").WaitForAsync();
        Assert.Equal("ada@lumen.example", await page.GetByLabel("E-mail address").InputValueAsync());
        await SignInAsync(page, made.InitialPassword);

        await page.GetByText("Lumen & Sons").WaitForAsync();
        Assert.Equal(server.Address.AbsoluteUri, page.Url);
        Assert.Equal("Quittance", await page.TitleAsync());
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).WaitForAsync();
        Assert.Empty(await page.Context.CookiesAsync());
        // The style is applied, so the policy lets it through; it complains of nothing, but the browser tells of the status 401.
        Assert.Equal("576px", await page.EvaluateAsync<string>("getComputedStyle(document.querySelector('main')).maxWidth"));
        Assert.DoesNotContain(complaints, text => text.Contains("Content Security Policy", StringComparison.OrdinalIgnoreCase));
        Assert.Empty(foreign);
    }

    private static async Task SignInAsync(IPage page, string password)
    {
        await page.GetByLabel("E-mail address").FillAsync("ada@lumen.example");
        await page.GetByLabel("Password").FillAsync(password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
    }
}
