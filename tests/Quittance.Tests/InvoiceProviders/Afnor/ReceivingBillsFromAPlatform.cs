using Quittance.Connectors.InvoiceProviders.Afnor;
using Quittance.Domain.Intake;
using Quittance.Simulator.Accounts;
using Quittance.Simulator.Bills;
using Quittance.Simulator.Faults;

namespace Quittance.Tests.InvoiceProviders.Afnor;

public sealed class ReceivingBillsFromAPlatform(PlatformFixture fixture) : IClassFixture<PlatformFixture>
{
    private const string Search = "/flows/search";

    private readonly SimulatedPlatform _platform = new(fixture.Simulator);

    [Fact]
    public async Task Many_bills_come_page_by_page_oldest_first_and_none_is_missed()
    {
        var bills = Enumerable.Range(0, 250).Select(n => _platform.Add($"F-{n}")).ToList();

        var (listed, watermark, pages) = await _platform.RunAsync();

        Assert.Equal(bills.Select(bill => new AnnouncedBill(bill.Id, AfnorPlace.Iso(bill.UpdatedAt))), listed.Distinct());
        Assert.Equal(AfnorPlace.Iso(bills[^1].UpdatedAt), watermark);
        Assert.InRange(pages, 3, 4);
    }

    [Fact]
    public async Task A_platform_without_bills_lists_none()
    {
        var page = await _platform.ListAsync();

        Assert.Empty(page.Bills);
        Assert.Null(page.Watermark);
        Assert.False(page.HasMore);
    }

    [Fact]
    public async Task The_next_run_lists_what_is_new_and_the_overlap_again()
    {
        _platform.Account.Clock.Stop();
        var old = _platform.Add("F-old");
        _platform.Account.Clock.Advance(TimeSpan.FromMinutes(30));
        var recent = _platform.Add("F-recent");
        var (_, watermark, _) = await _platform.RunAsync();
        _platform.Account.Clock.Advance(TimeSpan.FromMinutes(5));
        var fresh = _platform.Add("F-fresh");

        var (listed, _, pages) = await _platform.RunAsync(watermark);

        Assert.Equal([recent.Id, fresh.Id], listed.Select(bill => bill.ExternalId));
        Assert.DoesNotContain(old.Id, listed.Select(bill => bill.ExternalId));
        Assert.Equal(1, pages);
    }

    [Fact]
    public async Task A_bill_that_changed_is_announced_with_another_version()
    {
        var bill = _platform.Add("F-1");
        var (before, watermark, _) = await _platform.RunAsync();
        _platform.Touch(bill);

        var (after, _, _) = await _platform.RunAsync(watermark);

        Assert.Equal(before.Single().ExternalId, after.Single().ExternalId);
        Assert.NotEqual(before.Single().Version, after.Single().Version);
    }

    [Fact]
    public async Task Flows_that_the_platform_holds_back_come_later_and_are_not_missed()
    {
        _platform.Account.Settings = new AccountSettings { HeldBack = TimeSpan.FromMinutes(15) };
        _platform.Account.Clock.Stop();
        var first = _platform.Add("F-1");
        _platform.Account.Clock.Advance(TimeSpan.FromMinutes(10));
        var second = _platform.Add("F-2");

        Assert.Empty((await _platform.RunAsync()).Bills);
        _platform.Account.Clock.Advance(TimeSpan.FromMinutes(6));
        var (held, watermark, _) = await _platform.RunAsync();
        _platform.Account.Clock.Advance(TimeSpan.FromMinutes(10));
        var (all, _, _) = await _platform.RunAsync(watermark);

        Assert.Equal([first.Id], held.Select(bill => bill.ExternalId));
        Assert.Equal([first.Id, second.Id], all.Select(bill => bill.ExternalId));
    }

    [Theory]
    [InlineData(5)]
    [InlineData(-5)]
    [InlineData(-24 * 400)]
    public async Task A_platform_whose_clock_is_wrong_is_followed_by_its_own(int hours)
    {
        _platform.Account.Clock.Advance(TimeSpan.FromHours(hours));
        var first = _platform.Add("F-1");
        var (_, watermark, _) = await _platform.RunAsync();
        _platform.Account.Clock.Advance(TimeSpan.FromMinutes(25));
        var second = _platform.Add("F-2");

        var (listed, next, _) = await _platform.RunAsync(watermark);

        Assert.Equal(AfnorPlace.Iso(first.UpdatedAt), watermark);
        Assert.Contains(second.Id, listed.Select(bill => bill.ExternalId));
        Assert.Equal(AfnorPlace.Iso(second.UpdatedAt), next);
    }

    [Fact]
    public async Task Statuses_that_we_sent_are_not_taken_for_bills()
    {
        _platform.Add("F-1");
        await _platform.Provider.SendStatusAsync(_platform.Access, Reports.Of(BillStatus.Approved), TestContext.Current.CancellationToken);

        Assert.Single((await _platform.RunAsync()).Bills);
    }

    [Fact]
    public async Task A_list_that_names_everything_twice_or_backwards_loses_nothing()
    {
        var ids = Enumerable.Range(0, 10).Select(n => _platform.Add($"F-{n}").Id).ToList();
        _platform.Fail(FaultKind.Duplicate, Search);
        Assert.Equal(ids, (await _platform.RunAsync()).Bills.Select(bill => bill.ExternalId).Distinct());

        _platform.Fail(FaultKind.OutOfOrder, Search);
        Assert.Equal(ids, (await _platform.RunAsync()).Bills.Select(bill => bill.ExternalId));
    }

    [Theory]
    [InlineData(nameof(DocumentSyntax.Cii), "F-1.xml")]
    [InlineData(nameof(DocumentSyntax.Ubl), "F-1.xml")]
    [InlineData(nameof(DocumentSyntax.Pdf), "F-1.pdf")]
    public async Task The_original_comes_as_it_was_sent(string syntax, string fileName)
    {
        var bill = _platform.Add("F-1", Enum.Parse<DocumentSyntax>(syntax));

        var file = await FetchAsync(bill.Id);

        Assert.Equal(bill.File.Bytes.ToArray(), file.Content.ToArray());
        Assert.Equal(fileName, file.FileName);
    }

    [Theory]
    [InlineData("no such flow")]
    [InlineData("../healthcheck")]
    [InlineData("a/b?docType=Metadata#c")]
    public async Task A_bill_that_is_not_there_is_not_found(string id) => await FailsAsync(ProviderFault.NotFound, () => FetchAsync(id));

    [Theory]
    [InlineData("")]
    [InlineData("..")]
    public async Task An_id_that_leads_elsewhere_is_refused_unasked(string id)
    {
        await FailsAsync(ProviderFault.BadAnswer, () => FetchAsync(id));

        Assert.Equal(0, _platform.Account.Requests.Count);
    }

    [Fact]
    public async Task A_test_says_whether_there_are_bills()
    {
        Assert.Contains("no received bills yet", await TestAsync(), StringComparison.Ordinal);
        _platform.Add("F-1");
        Assert.Contains("has received bills", await TestAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_token_serves_many_calls()
    {
        _platform.Add("F-1");
        await _platform.RunAsync();
        await _platform.RunAsync();
        await TestAsync();

        Assert.Equal(1, _platform.Requests("/token"));
    }

    [Fact]
    public async Task A_token_that_the_platform_no_longer_takes_is_replaced_once_unseen()
    {
        _platform.Add("F-1");
        await _platform.RunAsync();
        _platform.Fail(FaultKind.Revoked, Search);

        Assert.Single((await _platform.RunAsync()).Bills);
        Assert.Equal(2, _platform.Requests("/token"));
    }

    [Fact]
    public async Task Two_refused_tokens_are_refused_credentials()
    {
        await _platform.RunAsync();
        _platform.Fail(FaultKind.Revoked, Search, fault => fault with { Count = 10 });

        await FailsAsync(ProviderFault.CredentialsRefused, () => _platform.ListAsync());
        Assert.Equal(2, _platform.Requests("/token"));
        _platform.Account.Faults.Clear();

        // The refused token is not kept: the next call gets another.
        await _platform.ListAsync();
        Assert.Equal(3, _platform.Requests("/token"));
    }

    [Fact]
    public async Task Revoked_credentials_are_refused_and_the_hint_says_what_to_do()
    {
        await _platform.RunAsync();
        _platform.Account.IsRevoked = true;

        var refused = await FailsAsync(ProviderFault.CredentialsRefused, () => _platform.ListAsync());

        Assert.Contains("apiKey", ProviderFaultHint.Of(refused.Fault), StringComparison.Ordinal);
        Assert.Contains("invalid_client", refused.Message, StringComparison.Ordinal);
        await FailsAsync(ProviderFault.CredentialsRefused, TestAsync);
    }

    [Fact]
    public async Task A_wrong_secret_is_refused_and_told_to_nobody()
    {
        var access = _platform.Access with { ApiKey = "wrong-and-secret" };

        var refused = await Assert.ThrowsAsync<ProviderException>(() => _platform.Provider.TestAsync(access, TestContext.Current.CancellationToken));

        Assert.Equal(ProviderFault.CredentialsRefused, refused.Fault);
        Assert.DoesNotContain("wrong-and-secret", $"{refused}", StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_new_secret_is_used_at_once()
    {
        await _platform.RunAsync();
        await FailsAsync(ProviderFault.CredentialsRefused, () => _platform.Provider.ListAsync(_platform.Access with { ApiKey = "mistyped" }, new ProviderPlace(null, false), TestContext.Current.CancellationToken));

        Assert.Empty((await _platform.RunAsync()).Bills);
    }

    [Fact]
    public async Task A_platform_that_asks_for_patience_says_how_long()
    {
        _platform.Fail(FaultKind.RateLimited, Search, fault => fault with { RetryAfter = TimeSpan.FromSeconds(90) });
        var limited = await FailsAsync(ProviderFault.RateLimited, () => _platform.ListAsync());
        Assert.Equal(TimeSpan.FromSeconds(90), limited.RetryAfter);
        Assert.Contains("TOO_MANY_REQUESTS", limited.Message, StringComparison.Ordinal);

        _platform.Fail(FaultKind.Unavailable, Search, fault => fault with { RetryAfter = TimeSpan.FromMinutes(10), RetryAfterAsDate = true });
        var down = await FailsAsync(ProviderFault.Unavailable, () => _platform.ListAsync());
        Assert.InRange(down.RetryAfter!.Value, TimeSpan.FromMinutes(9), TimeSpan.FromMinutes(10));
    }

    [Fact]
    public async Task Patience_asked_for_at_the_token_counts_as_well()
    {
        _platform.Fail(FaultKind.RateLimited, "/token", fault => fault with { RetryAfter = TimeSpan.FromSeconds(45) });

        Assert.Equal(TimeSpan.FromSeconds(45), (await FailsAsync(ProviderFault.RateLimited, () => _platform.ListAsync())).RetryAfter);
    }

    [Theory]
    [InlineData(nameof(FaultKind.Truncated), ProviderFault.Unavailable)]
    [InlineData(nameof(FaultKind.Dropped), ProviderFault.Unavailable)]
    [InlineData(nameof(FaultKind.Error), ProviderFault.Unavailable)]
    [InlineData(nameof(FaultKind.Garbage), ProviderFault.BadAnswer)]
    [InlineData(nameof(FaultKind.Redirect), ProviderFault.BadAnswer)]
    [InlineData(nameof(FaultKind.Endless), ProviderFault.TooLarge)]
    [InlineData(nameof(FaultKind.Forbidden), ProviderFault.Forbidden)]
    public async Task A_broken_list_is_a_named_failure_and_the_next_try_works(string kind, ProviderFault expected)
    {
        _platform.Add("F-1");
        _platform.Fail(Enum.Parse<FaultKind>(kind), Search);

        await FailsAsync(expected, () => _platform.ListAsync());

        Assert.Single((await _platform.RunAsync()).Bills);
    }

    [Theory]
    [InlineData(nameof(FaultKind.Truncated), ProviderFault.Unavailable)]
    [InlineData(nameof(FaultKind.Dropped), ProviderFault.Unavailable)]
    [InlineData(nameof(FaultKind.Error), ProviderFault.Unavailable)]
    [InlineData(nameof(FaultKind.Garbage), ProviderFault.BadAnswer)]
    [InlineData(nameof(FaultKind.Endless), ProviderFault.TooLarge)]
    [InlineData(nameof(FaultKind.Forbidden), ProviderFault.Forbidden)]
    public async Task A_broken_document_is_a_named_failure_and_the_next_try_works(string kind, ProviderFault expected)
    {
        var bill = _platform.Add("F-1");
        // The metadata goes well; what is broken is the file itself.
        _platform.Fail(Enum.Parse<FaultKind>(kind), $"/flows/{bill.Id}", fault => fault with { Skip = 1 });

        await FailsAsync(expected, () => FetchAsync(bill.Id));

        Assert.Equal(bill.File.Bytes.ToArray(), (await FetchAsync(bill.Id)).Content.ToArray());
    }

    [Theory]
    [InlineData(nameof(FaultKind.Truncated), ProviderFault.Unavailable)]
    [InlineData(nameof(FaultKind.Garbage), ProviderFault.BadAnswer)]
    [InlineData(nameof(FaultKind.Redirect), ProviderFault.BadAnswer)]
    [InlineData(nameof(FaultKind.Endless), ProviderFault.TooLarge)]
    public async Task A_broken_token_answer_is_a_named_failure_and_the_next_try_works(string kind, ProviderFault expected)
    {
        _platform.Fail(Enum.Parse<FaultKind>(kind), "/token");

        await FailsAsync(expected, () => _platform.ListAsync());

        Assert.Empty((await _platform.RunAsync()).Bills);
    }

    [Fact]
    public async Task A_silent_platform_is_not_waited_for()
    {
        var silent = new SimulatedPlatform(fixture.Simulator, timeout: TimeSpan.FromSeconds(1));
        silent.Fail(FaultKind.Slow, Search, fault => fault with { Delay = TimeSpan.FromMinutes(5) });

        await FailsAsync(ProviderFault.TimedOut, () => silent.ListAsync());
    }

    [Fact]
    public async Task Without_its_settings_nothing_is_asked()
    {
        Assert.True(_platform.Provider.CanPoll(_platform.Access));
        foreach (var name in new[] { AfnorProfile.BaseUrl, AfnorProfile.TokenUrl, AfnorProfile.ClientId })
        {
            var access = _platform.Access with { Settings = _platform.Access.Settings.Where(setting => setting.Key != name).ToDictionary() };

            Assert.False(_platform.Provider.CanPoll(access));
            var missing = await FailsAsync(ProviderFault.NotConfigured, () => _platform.Provider.TestAsync(access, TestContext.Current.CancellationToken));
            Assert.Contains(name, missing.Message, StringComparison.Ordinal);
        }

        Assert.False(_platform.Provider.CanPoll(_platform.Access with { ApiKey = null }));
        await FailsAsync(ProviderFault.NotConfigured, () => _platform.Provider.TestAsync(_platform.Access with { ApiKey = null }, TestContext.Current.CancellationToken));
        Assert.Equal(0, _platform.Account.Requests.Count);
    }

    private Task<string> TestAsync() => _platform.Provider.TestAsync(_platform.Access, TestContext.Current.CancellationToken);

    private Task<ProviderFile> FetchAsync(string id) => _platform.Provider.FetchAsync(_platform.Access, id, TestContext.Current.CancellationToken);

    private static async Task<ProviderException> FailsAsync(ProviderFault fault, Func<Task> call)
    {
        var failure = await Assert.ThrowsAsync<ProviderException>(call);
        Assert.Equal(fault, failure.Fault);
        return failure;
    }
}
