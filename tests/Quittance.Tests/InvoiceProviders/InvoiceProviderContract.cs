using System.Globalization;
using System.Text;
using System.Xml;
using Quittance.Domain.Intake;

namespace Quittance.Tests.InvoiceProviders;

/// <summary>What every provider of bills promises; each implementation inherits these and says how to bring its outside about.</summary>
/// <remarks>
/// Each call is made on a provider object of its own, as after a restart of the server: whatever has to be known from one to the next must be
/// in the watermark. Providers that are called over HTTP inherit <see cref="CalledProviderContract"/>, those that send webhooks <see cref="CallingProviderContract"/>.
/// </remarks>
public abstract class InvoiceProviderContract : IAsyncLifetime
{
    private const int PagesMax = 100;

    /// <summary>As many as need more than one page.</summary>
    private protected virtual int ManyBills => 250;

    private protected abstract ProviderAccess Access { get; }

    /// <summary>An id that the provider might have given, but did not.</summary>
    private protected abstract string UnknownId { get; }

    private protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public abstract ValueTask InitializeAsync();

    public abstract ValueTask DisposeAsync();

    [Fact]
    public void The_profile_says_all_that_is_needed_to_connect_it()
    {
        var profile = NewProvider().Profile;

        Assert.Matches("^[a-z][a-z0-9-]*$", profile.Key);
        Assert.NotEmpty(profile.Name);
        Assert.NotEmpty(profile.Description);
        Assert.Equal(profile.Settings.Count, profile.Settings.Select(setting => setting.Name).Distinct(StringComparer.OrdinalIgnoreCase).Count());
        var interval = Assert.Single(profile.Settings, setting => setting.Name == InvoiceProviderProfile.IntervalSetting);
        Assert.Equal(InvoiceProviderSettingKind.Duration, interval.Kind);
        Assert.InRange(profile.DefaultInterval, InvoiceProviderProfile.IntervalMin, InvoiceProviderProfile.IntervalMax);
        Assert.Equal(profile.DefaultInterval, XmlConvert.ToTimeSpan(interval.Default!));
        Assert.All(profile.Settings, setting => Assert.Equal(setting.Kind is InvoiceProviderSettingKind.Choice or InvoiceProviderSettingKind.Choices, setting.Choices.Count > 0));
        Assert.All(profile.Settings, setting => Assert.False(setting.IsRequired && setting.Default is not null, $"{setting.Name} has a default, so nobody needs to give it."));
        Assert.All(
            profile.Settings.Where(setting => setting.Choices.Count > 0 && setting.Default is not null),
            setting => Assert.Subset(setting.Choices.ToHashSet(), setting.Default!.Split(',').ToHashSet()));
    }

    [Fact]
    public void It_is_asked_for_bills() => Assert.True(NewProvider().CanPoll(Access));

    [Fact]
    public async Task A_test_says_in_a_sentence_what_it_found()
    {
        var found = await NewProvider().TestAsync(Access, Cancel);

        Assert.EndsWith(".", found, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', found);
        AssertTellsNoSecret(found);
    }

    [Fact]
    public async Task Where_there_is_nothing_nothing_is_listed()
    {
        var page = await ListAsync(new ProviderPlace(null, IsContinuation: false));

        Assert.Empty(page.Bills);
        Assert.False(page.HasMore);
    }

    [Fact]
    public async Task A_new_bill_is_listed_and_its_original_comes_to_the_byte()
    {
        var sent = await AddBillAsync("F-1");
        await SettleAsync();

        var bill = Assert.Single((await RunAsync()).Distinct());
        var file = await FetchAsync(bill.ExternalId);

        Assert.False(bill.IsGone);
        AssertSame(sent, file);
        Assert.NotEmpty(file.FileName);
        Assert.DoesNotContain(file.FileName, letter => letter is '/' or '\\' || char.IsControl(letter));
    }

    [Fact]
    public async Task Bills_are_listed_oldest_first()
    {
        var sent = new List<byte[]>();
        foreach (var number in new[] { "F-3", "F-1", "F-2" })
        {
            sent.Add(await AddBillAsync(number));
        }

        await SettleAsync();
        var listed = (await RunAsync()).DistinctBy(bill => bill.ExternalId).ToList();

        Assert.Equal(sent.Count, listed.Count);
        foreach (var (expected, bill) in sent.Zip(listed))
        {
            AssertSame(expected, await FetchAsync(bill.ExternalId));
        }
    }

    [Fact]
    public async Task A_later_run_lists_what_is_new_and_repeats_nothing_but_what_is_known_by_its_version()
    {
        await AddBillAsync("F-1");
        await AddBillAsync("F-2");
        await SettleAsync();
        var place = new Place();
        var first = (await RunAsync(place)).ToHashSet();

        var sent = await AddBillAsync("F-3");
        await SettleAsync();
        var second = (await RunAsync(place)).ToHashSet();
        var third = (await RunAsync(place)).ToHashSet();

        Assert.Equal(2, first.Count);
        AssertSame(sent, await FetchAsync(Assert.Single(second.Except(first)).ExternalId));
        Assert.Subset(first.Concat(second).ToHashSet(), third);
    }

    [Fact]
    public async Task Hundreds_of_bills_come_page_by_page_without_loss()
    {
        await AddBillsAsync(ManyBills);
        await SettleAsync();

        var place = new Place();
        var listed = await RunAsync(place);

        Assert.Equal(ManyBills, listed.Distinct().Count());
        Assert.Equal(ManyBills, listed.DistinctBy(bill => bill.ExternalId).Count());
        Assert.True(place.Pages > 1, "More than one page was meant to be read.");
    }

    [Fact]
    public async Task A_run_that_broke_off_after_a_page_loses_nothing()
    {
        await AddBillsAsync(ManyBills);
        await SettleAsync();
        var first = await ListAsync(new ProviderPlace(null, IsContinuation: false));
        Assert.True(first.HasMore);

        var rest = await RunAsync(new Place { Watermark = first.Watermark });

        Assert.Equal(ManyBills, first.Bills.Concat(rest).Distinct().Count());
    }

    [Fact]
    public async Task Bills_that_come_while_a_run_is_under_way_are_not_lost()
    {
        await AddBillsAsync(ManyBills);
        await SettleAsync();
        var first = await ListAsync(new ProviderPlace(null, IsContinuation: false));
        await AddBillAsync("late");
        await SettleAsync();

        var place = new Place { Watermark = first.Watermark, IsContinuation = true };
        var listed = first.Bills.Concat(await RunAsync(place)).Concat(await RunAsync(place)).ToList();

        Assert.Equal(ManyBills + 1, listed.Distinct().Count());
    }

    [Fact]
    public async Task A_bill_that_changes_is_listed_again_with_another_version()
    {
        await AddBillAsync("F-1");
        await AddBillAsync("F-2");
        await SettleAsync();
        var place = new Place();
        var before = (await RunAsync(place)).ToHashSet();

        var changed = await ChangeBillAsync("F-1");
        await SettleAsync();
        var news = Assert.Single((await RunAsync(place)).Distinct().Except(before));

        Assert.Contains(before, bill => bill.ExternalId == news.ExternalId);
        AssertSame(changed, await FetchAsync(news.ExternalId));
    }

    [Fact]
    public async Task A_bill_that_is_not_there_is_not_found() =>
        Assert.Equal(ProviderFault.NotFound, (await FailureAsync(() => FetchAsync(UnknownId))).Fault);

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("../../control/account")]
    [InlineData("%2e%2e/%2e%2e/control/account")]
    [InlineData("a/../../../etc/passwd")]
    [InlineData("a\\b?c=d#e")]
    [InlineData("a\r\nHost: b")]
    [InlineData("\0")]
    public async Task An_id_that_is_none_leads_nowhere(string id)
    {
        await AddBillAsync("F-1");

        var failure = await FailureAsync(() => FetchAsync(id));

        Assert.Contains(failure.Fault, new[] { ProviderFault.NotFound, ProviderFault.BadAnswer, ProviderFault.Rejected });
    }

    [Fact]
    public async Task A_call_that_is_cancelled_ends()
    {
        var sent = await AddBillAsync("F-1");
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => NewProvider().TestAsync(Access, cancelled.Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => NewProvider().ListAsync(Access, new ProviderPlace(null, IsContinuation: false), cancelled.Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => NewProvider().FetchAsync(Access, UnknownId, cancelled.Token));
        Assert.NotEmpty(sent);
    }

    /// <summary>The provider as it is after a start of the server.</summary>
    private protected abstract IInvoiceProvider NewProvider();

    /// <summary>Brings a bill about on the other side.</summary>
    /// <returns>Its original.</returns>
    private protected abstract Task<byte[]> AddBillAsync(string number);

    /// <summary>Changes a bill on the other side.</summary>
    /// <returns>Its original from now on.</returns>
    private protected abstract Task<byte[]> ChangeBillAsync(string number);

    /// <summary>Lets so much time pass that what was done on the other side is listed.</summary>
    private protected virtual Task SettleAsync() => Task.CompletedTask;

    private protected virtual async Task AddBillsAsync(int count)
    {
        for (var number = 1; number <= count; number++)
        {
            await AddBillAsync(string.Create(CultureInfo.InvariantCulture, $"M-{number}"));
        }
    }

    private protected async Task<ProviderPage> ListAsync(ProviderPlace place)
    {
        var page = await NewProvider().ListAsync(Access, place, Cancel);
        Assert.All(page.Bills, bill => Assert.InRange(bill.ExternalId.Length, 1, AnnouncedBill.TextMax));
        Assert.All(page.Bills, bill => Assert.InRange(bill.Version.Length, 1, AnnouncedBill.TextMax));
        return page;
    }

    /// <summary>One run as the server makes it: page after page, with nothing kept between them but the watermark.</summary>
    private protected async Task<IReadOnlyList<AnnouncedBill>> RunAsync(Place? place = null)
    {
        place ??= new Place();
        var bills = new List<AnnouncedBill>();
        ProviderPage page;
        do
        {
            page = await ListAsync(new ProviderPlace(place.Watermark, place.IsContinuation));
            bills.AddRange(page.Bills);
            (place.Watermark, place.IsContinuation) = (page.Watermark, page.HasMore);
            place.Pages++;
            Assert.True(place.Pages < PagesMax, "The list does not end.");
        }
        while (page.HasMore);

        return bills;
    }

    private protected Task<ProviderFile> FetchAsync(string externalId) => NewProvider().FetchAsync(Access, externalId, Cancel);

    /// <summary>What a call that has to fail fails with, which must not tell the key.</summary>
    private protected async Task<ProviderException> FailureAsync(Func<Task> call)
    {
        var failure = await Assert.ThrowsAsync<ProviderException>(call);
        AssertTellsNoSecret(failure.ToString());
        return failure;
    }

    private protected static void AssertSame(byte[] expected, ProviderFile file) =>
        Assert.True(file.Content.Span.SequenceEqual(expected), $"Another document came: {Encoding.UTF8.GetString(file.Content.Span[..Math.Min(file.Content.Length, 200)])}");

    private void AssertTellsNoSecret(string text)
    {
        if (Access.ApiKey is { } key)
        {
            Assert.DoesNotContain(key, text, StringComparison.Ordinal);
        }
    }

    /// <summary>Where a run stands.</summary>
    private protected sealed class Place
    {
        public string? Watermark { get; set; }

        public bool IsContinuation { get; set; }

        public int Pages { get; set; }
    }
}
