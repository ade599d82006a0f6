using Quittance.Connectors.Http;
using Quittance.Connectors.InvoiceProviders.Pennylane;
using Quittance.Domain.Intake;
using Quittance.Simulator;
using Quittance.Simulator.Bills;
using Quittance.Simulator.Faults;

namespace Quittance.Tests.InvoiceProviders.Pennylane;

public sealed class TakingBillsFromPennylane : CallingProviderContract
{
    private readonly Dictionary<string, string> _settings = new() { ["history"] = "P90D" };

    private protected override Provider Kind => Provider.Pennylane;

    private protected override string ListPath => "/changelogs/";

    private protected override string FetchPath => "/supplier_invoices/";

    private protected override string UnknownId => "1";

    [Fact]
    public async Task A_plain_file_comes_with_what_Pennylane_knows_of_the_bill()
    {
        var id = Add(new BillTemplate { Number = "P-1", Syntax = DocumentSyntax.Pdf, Total = 700.23m });

        var file = await FetchAsync(id);

        Assert.Equal("P-1.pdf", file.FileName);
        var bill = BillOfEInvoice.Read(file.Stated!, out var faults);
        Assert.Empty(faults);
        Assert.Equal(("700.23 EUR", "P-1"), (bill!.Amount.ToText(), bill.Details.Number));
        Assert.Equal(("100000009", "10000000900017", "FR88100000009"), (file.Stated!.Seller.Siren, file.Stated.Seller.Siret, file.Stated.Seller.VatId));
        Assert.Equal(20m, Assert.Single(file.Stated.Lines).VatRate);
    }

    [Fact]
    public async Task An_electronic_invoice_speaks_for_itself()
    {
        var file = await FetchAsync(Add(new BillTemplate { Syntax = DocumentSyntax.Cii }));

        Assert.Null(file.Stated);
        Assert.EndsWith(".xml", file.FileName, StringComparison.Ordinal);
        Assert.Equal(2, Account.Requests.All().Count);
    }

    [Fact]
    public async Task A_key_that_may_not_read_suppliers_still_brings_the_bill()
    {
        var id = Add(new BillTemplate { Syntax = DocumentSyntax.Pdf });
        Account.Faults.Add(new Fault { Kind = FaultKind.Forbidden, Path = "/suppliers/" });
        Account.Faults.Add(new Fault { Kind = FaultKind.Forbidden, Path = "/invoice_lines" });

        var stated = (await FetchAsync(id)).Stated!;

        Assert.Null(stated.Seller.Name);
        Assert.Empty(stated.Lines);
        Assert.NotNull(stated.Totals.Due);
    }

    [Fact]
    public async Task Too_many_calls_for_what_is_optional_are_a_reason_to_wait_all_the_same()
    {
        var id = Add(new BillTemplate { Syntax = DocumentSyntax.Pdf });
        Account.Faults.Add(new Fault { Kind = FaultKind.RateLimited, Path = "/suppliers/", RetryAfter = null });

        var failure = await FailureAsync(() => FetchAsync(id));

        Assert.Equal((ProviderFault.RateLimited, TimeSpan.FromSeconds(5)), (failure.Fault, failure.RetryAfter));
    }

    [Fact]
    public async Task The_allowance_of_calls_is_told_with_the_time_it_is_renewed_after()
    {
        Account.Settings = Account.Settings with { RateLimit = 25 };
        var id = Add(new BillTemplate());

        var failure = await FailureAsync(async () =>
        {
            for (var calls = 0; calls < 20; calls++)
            {
                await FetchAsync(id);
            }
        });

        Assert.Equal(ProviderFault.RateLimited, failure.Fault);
        Assert.InRange(failure.RetryAfter!.Value, TimeSpan.Zero, TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task A_link_that_ran_out_is_asked_for_anew()
    {
        var sent = await AddBillAsync("F-1");
        Account.Faults.Add(new Fault { Kind = FaultKind.ExpiredLink, Path = "/files/" });

        AssertSame(sent, await FetchAsync(IdOf("F-1")));
        Assert.Equal(2, Account.Requests.All().Count(request => request.Path.EndsWith(IdOf("F-1"), StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Where_the_original_is_refused_the_readable_copy_is_better_than_nothing()
    {
        var id = Add(new BillTemplate { Number = "F-1" });
        Account.Faults.Add(new Fault { Kind = FaultKind.ExpiredLink, Path = "/Original", Count = 2 });

        var file = await FetchAsync(id);

        Assert.True(file.Content.Span.StartsWith("%PDF-"u8));
        Assert.Equal("F-1", file.Stated!.Number);
    }

    [Fact]
    public async Task A_link_that_is_refused_even_when_new_is_tried_again_later()
    {
        var id = Add(new BillTemplate());
        Account.Faults.Add(new Fault { Kind = FaultKind.ExpiredLink, Path = "/files/", Count = 4 });

        Assert.Equal(ProviderFault.Unavailable, (await FailureAsync(() => FetchAsync(id))).Fault);
        Assert.NotEmpty((await FetchAsync(id)).Content.ToArray());
    }

    [Theory]
    [InlineData(nameof(FaultKind.Endless), ProviderFault.TooLarge)]
    [InlineData(nameof(FaultKind.Redirect), ProviderFault.Unavailable)]
    [InlineData(nameof(FaultKind.RateLimited), ProviderFault.RateLimited)]
    [InlineData(nameof(FaultKind.Error), ProviderFault.Unavailable)]
    public async Task A_file_that_goes_wrong_is_told_by_its_kind(string kind, ProviderFault expected)
    {
        var id = Add(new BillTemplate());
        Go(kind, "/files/");

        Assert.Equal(expected, (await FailureAsync(() => FetchAsync(id))).Fault);
    }

    [Fact]
    public async Task The_first_run_takes_open_bills_that_the_changelog_has_forgotten()
    {
        Account.Clock.Advance(TimeSpan.FromDays(-60));
        var recent = Add(new BillTemplate { Number = "recent", IssueDate = DaysAgo(10) });
        var old = Add(new BillTemplate { Number = "old", IssueDate = DaysAgo(200) });
        Account.Clock.Advance(TimeSpan.FromDays(60));
        var late = Add(new BillTemplate { Number = "late", IssueDate = DaysAgo(300) });

        Assert.Equal([recent, late], (await RunAsync()).Select(bill => bill.ExternalId));

        _settings["history"] = "P1Y";
        Assert.Equal(new[] { recent, old, late }.Order(), (await RunAsync()).Select(bill => bill.ExternalId).Order());
    }

    [Fact]
    public async Task Hundreds_of_forgotten_bills_come_page_by_page()
    {
        Account.Clock.Advance(TimeSpan.FromDays(-40));
        var ids = Enumerable.Range(1, 250).Select(number => Add(new BillTemplate { Number = $"O-{number}", IssueDate = DaysAgo(1) })).ToHashSet();
        Account.Clock.Advance(TimeSpan.FromDays(40));

        var listed = (await RunAsync()).Select(bill => bill.ExternalId).ToList();

        Assert.Equal(250, listed.Count);
        Assert.Equal(ids, listed.ToHashSet());
    }

    [Fact]
    public async Task After_more_than_four_weeks_of_silence_the_list_fills_the_gap()
    {
        var place = new Place();
        Add(new BillTemplate { Number = "before" });
        var before = await RunAsync(place);

        Account.Clock.Advance(TimeSpan.FromDays(10));
        var missed = Add(new BillTemplate { Number = "missed" });
        Account.Clock.Advance(TimeSpan.FromDays(40));
        var fresh = Add(new BillTemplate { Number = "fresh" });
        var listed = await RunAsync(place);

        Assert.Contains(Account.Requests.All(), request => request.Status == 422);
        Assert.Equal([missed, fresh], listed.Except(before).Select(bill => bill.ExternalId));
        Assert.Empty((await RunAsync(place)).Except(listed));
    }

    [Fact]
    public async Task Silence_at_Pennylane_does_not_let_the_changelog_run_away()
    {
        var place = new Place();
        Add(new BillTemplate());
        var known = await RunAsync(place);

        for (var weeks = 0; weeks < 12; weeks++)
        {
            Account.Clock.Advance(TimeSpan.FromDays(7.5));
            Assert.Empty((await RunAsync(place)).Except(known));
        }

        Assert.DoesNotContain(Account.Requests.All(), request => request.Status == 422);
    }

    [Fact]
    public async Task A_start_that_is_refused_for_no_visible_reason_is_told_and_not_tried_for_ever()
    {
        var place = new Place();
        Add(new BillTemplate());
        await RunAsync(place);
        Account.Faults.Add(new Fault { Kind = FaultKind.Error, Status = 422, Path = "/changelogs/", Count = int.MaxValue });

        Assert.Equal(ProviderFault.Rejected, (await FailureAsync(() => RunAsync(place))).Fault);
    }

    [Fact]
    public async Task A_cursor_that_is_forgotten_is_read_again_from_the_last_time()
    {
        await AddBillsAsync(250);
        var first = await ListAsync(new ProviderPlace(null, IsContinuation: false));
        var forgotten = first.Watermark![..(first.Watermark!.LastIndexOf('|') + 1)] + "Zm9yZ290dGVu";

        var rest = await RunAsync(new Place { Watermark = forgotten, IsContinuation = true });

        Assert.Equal(250, first.Bills.Concat(rest).Select(bill => bill.ExternalId).Distinct().Count());
    }

    [Fact]
    public async Task A_deleted_bill_is_told_as_gone()
    {
        await AddBillAsync("F-1");
        var place = new Place();
        var before = Assert.Single(await RunAsync(place));

        Account.Bills(Kind).Delete(IdOf("F-1"));
        var news = Assert.Single((await RunAsync(place)).Except([before]));

        Assert.True(news.IsGone);
        Assert.Equal(before.ExternalId, news.ExternalId);
        Assert.Equal(ProviderFault.NotFound, (await FailureAsync(() => FetchAsync(news.ExternalId))).Fault);
    }

    [Fact]
    public async Task Changes_out_of_order_lose_nothing()
    {
        await AddBillAsync("F-1");
        await AddBillAsync("F-2");
        var place = new Place();
        Account.Faults.Add(new Fault { Kind = FaultKind.OutOfOrder, Path = ListPath });
        var first = await RunAsync(place);
        await AddBillAsync("F-3");
        var second = await RunAsync(place);

        Assert.Equal(3, first.Concat(second).Distinct().Count());
    }

    [Fact]
    public async Task A_history_that_is_no_duration_is_named()
    {
        _settings["history"] = "90 days";

        var failure = await FailureAsync(() => RunAsync());

        Assert.Equal(ProviderFault.NotConfigured, failure.Fault);
        Assert.Contains("settings.history", failure.Message, StringComparison.Ordinal);
    }

    private protected override IInvoiceProvider NewProvider(ProviderHttp http) => new PennylaneProvider(http, TimeProvider.System);

    private protected override ProviderAccess AccessWith(string key) =>
        new(ConnectionId, key, new Dictionary<string, string>(_settings) { ["baseUrl"] = Simulator[Kind].BaseUrl });

    private string Add(BillTemplate template) => Account.Add(Kind, template).Id;

    private DateOnly DaysAgo(int days) => DateOnly.FromDateTime(Account.Clock.Now.UtcDateTime.AddDays(-days));
}
