using Quittance.Connectors.Http;
using Quittance.Connectors.InvoiceProviders.Qonto;
using Quittance.Domain.Intake;
using Quittance.Simulator;
using Quittance.Simulator.Accounts;
using Quittance.Simulator.Bills;
using Quittance.Simulator.Faults;

namespace Quittance.Tests.InvoiceProviders.Qonto;

public sealed class TakingBillsFromQonto : CallingProviderContract
{
    private readonly Dictionary<string, string> _settings = [];

    private protected override Provider Kind => Provider.Qonto;

    private protected override string ListPath => "/v2/supplier_invoices";

    private protected override string FetchPath => "/v2/attachments";

    private protected override string UnknownId => "4d5418bb-bd0d-4df4-865c-c07afab8bb48";

    [Fact]
    public async Task A_plain_file_comes_with_what_Qonto_knows_of_the_bill()
    {
        var id = Add(new BillTemplate { Number = "P-1", Syntax = DocumentSyntax.Pdf, Total = 700.23m });

        var file = await FetchAsync(id);

        Assert.Equal("P-1.pdf", file.FileName);
        var bill = BillOfEInvoice.Read(file.Stated!, out var faults);
        Assert.Empty(faults);
        Assert.Equal(("700.23 EUR", "P-1"), (bill!.Amount.ToText(), bill.Details.Number));
        Assert.Equal(("100000009", "FR88100000009"), (file.Stated!.Seller.Siren, file.Stated.Seller.VatId));
    }

    [Fact]
    public async Task An_electronic_invoice_speaks_for_itself() => Assert.Null((await FetchAsync(Add(new BillTemplate { Syntax = DocumentSyntax.Cii }))).Stated);

    [Fact]
    public async Task An_access_token_is_a_key_too()
    {
        await AddBillAsync("F-1");

        var page = await NewProvider().ListAsync(AccessWith(Account.Credentials.ApiKey), new ProviderPlace(null, IsContinuation: false), Cancel);

        Assert.Single(page.Bills);
    }

    [Fact]
    public async Task A_link_that_ran_out_is_asked_for_anew()
    {
        var sent = await AddBillAsync("F-1");
        Account.Faults.Add(new Fault { Kind = FaultKind.ExpiredLink, Path = "/files/" });

        AssertSame(sent, await FetchAsync(IdOf("F-1")));
        Assert.Equal(2, Account.Requests.All().Count(request => request.Path.Contains("/attachments/", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_link_that_is_refused_even_when_new_is_tried_again_later()
    {
        var id = Add(new BillTemplate());
        Account.Faults.Add(new Fault { Kind = FaultKind.ExpiredLink, Path = "/files/", Count = 2 });

        Assert.Equal(ProviderFault.Unavailable, (await FailureAsync(() => FetchAsync(id))).Fault);
        Assert.NotEmpty((await FetchAsync(id)).Content.ToArray());
    }

    [Theory]
    [InlineData(nameof(FaultKind.Endless), ProviderFault.TooLarge)]
    [InlineData(nameof(FaultKind.RateLimited), ProviderFault.RateLimited)]
    [InlineData(nameof(FaultKind.Error), ProviderFault.Unavailable)]
    public async Task A_file_that_goes_wrong_is_told_by_its_kind(string kind, ProviderFault expected)
    {
        var id = Add(new BillTemplate());
        Go(kind, "/files/");

        Assert.Equal(expected, (await FailureAsync(() => FetchAsync(id))).Fault);
    }

    [Fact]
    public async Task Bills_that_change_while_a_window_is_read_push_no_other_out()
    {
        string[] changing = ["M-10", "M-120", "M-340"];
        await AddBillsAsync(350);
        Account.Clock.Advance(TimeSpan.FromMinutes(5));
        var place = new Place();
        var before = await ListAsync(new ProviderPlace(null, IsContinuation: false));
        (place.Watermark, place.IsContinuation) = (before.Watermark, before.HasMore);

        // From pages that were read and from pages that were not, and each step of the way.
        var listed = new List<AnnouncedBill>(before.Bills);
        foreach (var number in changing)
        {
            await ChangeBillAsync(number);
            var page = await ListAsync(new ProviderPlace(place.Watermark, place.IsContinuation));
            (place.Watermark, place.IsContinuation) = (page.Watermark, page.HasMore);
            listed.AddRange(page.Bills);
        }

        Assert.False(place.IsContinuation);
        Assert.True(listed.DistinctBy(bill => bill.ExternalId).Count() >= 347, "A bill that did not change was lost.");
        Account.Clock.Advance(TimeSpan.FromMinutes(15));
        listed.AddRange(await RunAsync(place));
        Assert.Equal(350, listed.DistinctBy(bill => bill.ExternalId).Count());
        Assert.All(changing, number => Assert.Contains(listed, bill => bill.ExternalId == IdOf(number) && bill.Version == VersionOf(number)));
    }

    [Fact]
    public async Task A_window_whose_bills_have_all_changed_ends()
    {
        await AddBillsAsync(350);
        Account.Clock.Advance(TimeSpan.FromMinutes(5));
        var first = await ListAsync(new ProviderPlace(null, IsContinuation: false));
        for (var number = 1; number <= 350; number++)
        {
            await ChangeBillAsync($"M-{number}");
        }

        var place = new Place { Watermark = first.Watermark, IsContinuation = first.HasMore };
        Assert.Empty(await RunAsync(place));
        Assert.Equal(350, (await RunAsync(place)).DistinctBy(bill => bill.ExternalId).Count());
    }

    [Fact]
    public async Task The_first_run_looks_back_as_far_as_it_is_told()
    {
        Account.Clock.Advance(TimeSpan.FromDays(-100));
        Add(new BillTemplate { Number = "old" });
        Account.Clock.Advance(TimeSpan.FromDays(60));
        var recent = Add(new BillTemplate { Number = "recent" });
        Account.Clock.Advance(TimeSpan.FromDays(40));

        Assert.Equal(recent, Assert.Single(await RunAsync()).ExternalId);

        _settings["history"] = "P1Y";
        Assert.Equal(2, (await RunAsync()).Count);
    }

    [Fact]
    public async Task A_deleted_bill_is_not_found()
    {
        await AddBillAsync("F-1");
        await RunAsync();

        Account.Bills(Kind).Delete(IdOf("F-1"));

        Assert.Equal(ProviderFault.NotFound, (await FailureAsync(() => FetchAsync(IdOf("F-1")))).Fault);
    }

    [Fact]
    public async Task A_list_out_of_order_loses_nothing()
    {
        await AddBillAsync("F-1");
        await AddBillAsync("F-2");
        var place = new Place();
        Account.Faults.Add(new Fault { Kind = FaultKind.OutOfOrder, Path = ListPath, Count = 2 });
        var first = await RunAsync(place);
        await AddBillAsync("F-3");
        var second = await RunAsync(place);

        Assert.Equal(3, first.Concat(second).Distinct().Count());
    }

    private protected override IInvoiceProvider NewProvider(ProviderHttp http) => new QontoProvider(http, TimeProvider.System);

    private protected override ProviderAccess AccessWith(string key) =>
        new(ConnectionId, key, new Dictionary<string, string>(_settings) { ["baseUrl"] = Simulator[Kind].BaseUrl });

    private protected override string KeyOf(Account account) => $"{account.Credentials.Login}:{account.Credentials.ApiKey}";

    private string Add(BillTemplate template) => Account.Add(Kind, template).Id;

    private string VersionOf(string number) =>
        Account.Bills(Kind).Find(IdOf(number))!.UpdatedAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture);
}
