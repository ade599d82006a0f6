using Microsoft.Extensions.DependencyInjection;
using Quittance.Domain.Accounting;
using Quittance.Server.Accounting;
using Quittance.Server.Storage;

namespace Quittance.Tests.Accounting;

/// <summary>Access tokens are exchanged in time, by one server at a time, and what is exchanged is stored.</summary>
[Collection("moves the clock")]
public sealed class ExchangingTokens(TestServer server)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_token_that_holds_is_used_as_it_is_and_one_that_ends_is_exchanged_first()
    {
        var (desk, id) = await ConsentAsync();
        var consent = server.Consented.Of(desk.Company);

        var fresh = await OpenAsync(desk, id);
        server.Clock.Advance(TimeSpan.FromMinutes(29));
        var late = await OpenAsync(desk, id);

        Assert.Equal(($"access/{desk.Company}/1", $"access/{desk.Company}/2"), (fresh!.Access.AccessToken, late!.Access.AccessToken));
        Assert.Equal((desk.Company, "Keeper & Sons"), (late.Access.Setting("company_id"), late.Access.CompanyName));
        Assert.Equal(1, consent.Refreshes);
    }

    [Fact]
    public async Task Many_servers_exchange_it_once()
    {
        var (desk, id) = await ConsentAsync();
        var consent = server.Consented.Of(desk.Company);
        consent.Gate = new SemaphoreSlim(0);
        server.Clock.Advance(TimeSpan.FromMinutes(40));

        var opening = Enumerable.Range(0, 8).Select(_ => OpenAsync(desk, id)).ToList();
        while (Volatile.Read(ref consent.Refreshes) == 0)
        {
            await Task.Yield();
        }

        consent.Gate.Release(8);
        var opened = await Task.WhenAll(opening);

        Assert.Equal(1, consent.Refreshes);
        Assert.All(opened, one => Assert.Equal($"access/{desk.Company}/2", one!.Access.AccessToken));
    }

    [Fact]
    public async Task A_server_that_died_over_it_loses_its_right_after_a_minute()
    {
        var (desk, id) = await ConsentAsync();
        server.Clock.Advance(TimeSpan.FromMinutes(40));
        await desk.ExecuteAsync("update accounting_connections set refreshing_until = $2 where id = $1", Guid.Parse(id), server.Clock.GetUtcNow() + OpenAccounting.Claim);

        var opening = OpenAsync(desk, id);
        Assert.False(opening.IsCompleted);
        server.Clock.Advance(OpenAccounting.Claim);

        Assert.Equal($"access/{desk.Company}/2", (await opening)!.Access.AccessToken);
        Assert.Equal(default, await desk.ColumnAsync<DateTime>(id, "refreshing_until"));
    }

    [Fact]
    public async Task A_token_that_is_refused_before_its_time_is_exchanged_and_the_call_made_again()
    {
        var (desk, id) = await ConsentAsync();
        var consent = server.Consented.Of(desk.Company);
        consent.AccessToken = "another";

        var opened = (await OpenAsync(desk, id))!;
        var company = await Opening().CallAsync(opened, (system, access, cancel) => system.GetCompanyAsync(access, cancel), Cancel);

        Assert.Equal(($"Company {desk.Company}", $"access/{desk.Company}/2"), (company.Name, opened.Access.AccessToken));
    }

    [Fact]
    public async Task A_consent_that_is_gone_ends_in_deauthorized_and_says_so_without_the_token()
    {
        var (desk, id) = await ConsentAsync();
        server.Consented.Of(desk.Company).RefreshToken = "given to nobody";
        server.Clock.Advance(TimeSpan.FromMinutes(40));

        var failure = await Assert.ThrowsAsync<AccountingException>(() => OpenAsync(desk, id));
        var connection = await desk.GetAsync(id);

        Assert.Equal(AccountingFault.Deauthorized, failure.Fault);
        Assert.Equal("deauthorized", connection.GetProperty("status").GetString());
        Assert.Equal("""[{"message":"The token *** is spent. Open connection_url and allow the connection again in the accounting system."}]""", connection.GetProperty("errors").GetRawText());
        Assert.Null(await desk.ColumnAsync<byte[]>(id, "tokens_sealed"));
        Assert.Null(await OpenAsync(desk, id));
    }

    [Fact]
    public async Task A_system_that_is_down_changes_nothing_and_the_next_one_may_try()
    {
        var (desk, id) = await ConsentAsync();
        var consent = server.Consented.Of(desk.Company);
        consent.IsDown = true;
        server.Clock.Advance(TimeSpan.FromMinutes(40));

        var failure = await Assert.ThrowsAsync<AccountingException>(() => OpenAsync(desk, id));
        consent.IsDown = false;

        Assert.Equal(AccountingFault.Unavailable, failure.Fault);
        Assert.Equal($"access/{desk.Company}/2", (await OpenAsync(desk, id))!.Access.AccessToken);
    }

    [Fact]
    public async Task Nothing_is_opened_of_a_connection_that_is_not_connected()
    {
        foreach (var status in new[] { "pending_auth", "deauthorized", "disconnected" })
        {
            var (desk, id) = await AccountingDesk.InAsync(server, status);

            Assert.Null(await OpenAsync(desk, id));
        }
    }

    [Fact]
    public async Task The_form_of_a_system_is_opened_with_its_defaults_and_secrets()
    {
        var desk = await AccountingDesk.OpenAsync(server);

        var access = (await OpenAsync(desk, await desk.ConnectAsync()))!.Access;

        Assert.Equal((desk.Company, "https://books.example.test", FormBooks.Password, null), (access.Setting("database"), access.Setting("url"), access.RequiredSecret("password"), access.AccessToken));
    }

    private async Task<(AccountingDesk Desk, string Id)> ConsentAsync()
    {
        var desk = await AccountingDesk.OpenAsync(server);
        return (desk, await desk.ConsentAsync());
    }

    // Each time another one, as on another server: nothing is shared but the database.
    private OpenAccounting Opening() => new(server.Services.GetRequiredService<Database>(), server.Services.GetRequiredService<AccountingSystems>(), server.Clock);

    private Task<OpenedAccounting?> OpenAsync(AccountingDesk desk, string id) => Opening().RunAsync(desk.Organization, new AccountingConnectionId(Guid.Parse(id)), null, Cancel);
}
