using Quittance.Connectors.InvoiceProviders.Afnor;
using Quittance.Domain.Intake;

namespace Quittance.Tests.InvoiceProviders.Afnor;

public sealed class PagingThroughFlows
{
    private static readonly DateTimeOffset Start = new(2026, 11, 21, 8, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Now = Start.AddDays(10);

    [Fact]
    public void The_first_run_asks_for_everything() =>
        Assert.Null(AfnorPlace.Of(new ProviderPlace(null, false)).After);

    [Fact]
    public void A_run_steps_back_behind_what_platforms_hold_back()
    {
        var after = AfnorPlace.Of(new ProviderPlace("2026-11-21T08:00:00.000Z", false)).After;

        Assert.Equal(Start.AddMinutes(-20), after);
        Assert.True(AfnorPlace.Overlap > TimeSpan.FromMinutes(15));
    }

    [Fact]
    public void The_next_page_begins_with_the_instant_that_may_have_been_cut() =>
        Assert.Equal(Start.AddMilliseconds(-1), AfnorPlace.Of(new ProviderPlace("2026-11-21T08:00:00.000Z", true)).After);

    [Fact]
    public void A_platform_whose_clock_begins_with_the_calendar_breaks_nothing() =>
        Assert.Equal(DateTimeOffset.MinValue, AfnorPlace.Of(new ProviderPlace("0001-01-01T00:00:00Z", false)).After);

    [Fact]
    public void A_watermark_that_cannot_be_read_is_the_beginning() =>
        Assert.Null(AfnorPlace.Of(new ProviderPlace("not a time", true)).After);

    [Fact]
    public void A_short_page_is_the_last_and_its_last_flow_the_place()
    {
        var page = Next(null, false, Flows(3));

        Assert.Equal(["f0", "f1", "f2"], page.Bills.Select(bill => bill.ExternalId));
        Assert.Equal("2026-11-21T08:00:02.000Z", page.Watermark);
        Assert.False(page.HasMore);
    }

    [Fact]
    public void An_empty_page_leaves_the_place_as_it_was()
    {
        var page = Next("2026-11-21T08:00:00Z", false, []);

        Assert.Equal("2026-11-21T08:00:00.000Z", page.Watermark);
        Assert.Empty(page.Bills);
        Assert.False(page.HasMore);
        Assert.Null(Next(null, false, []).Watermark);
    }

    [Fact]
    public void An_overlap_that_lists_only_what_is_older_does_not_move_the_place_back()
    {
        var page = Next("2026-11-21T08:10:00.000Z", false, Flows(3));

        Assert.Equal("2026-11-21T08:10:00.000Z", page.Watermark);
        Assert.False(page.HasMore);
    }

    [Fact]
    public void A_full_page_is_followed_from_its_last_flow()
    {
        var page = Next(null, false, Flows(100));

        Assert.True(page.HasMore);
        Assert.Equal("2026-11-21T08:01:39.000Z", page.Watermark);
    }

    [Fact]
    public void A_platform_that_gives_its_default_of_25_is_followed_as_well()
    {
        Assert.True(Next(null, false, Flows(25)).HasMore);
        Assert.False(Next(null, false, Flows(24)).HasMore);
    }

    [Fact]
    public void A_full_overlap_is_read_through_to_what_is_new()
    {
        // Everything in the page is older than the place, but what is new comes after it.
        var page = Next("2026-11-21T08:10:00.000Z", false, Flows(100));

        Assert.True(page.HasMore);
        Assert.Equal("2026-11-21T08:01:39.000Z", page.Watermark);
    }

    [Fact]
    public void A_run_ends_when_a_page_holds_nothing_newer()
    {
        var page = Next("2026-11-21T08:00:29.000Z", true, Flows(30));

        Assert.False(page.HasMore);
        Assert.Equal("2026-11-21T08:00:29.000Z", page.Watermark);
    }

    [Fact]
    public void Flows_of_one_instant_at_the_border_of_a_page_are_all_listed()
    {
        // A platform that breaks its promise of strictly increasing times: flows 98 to 102 bear one.
        var all = Enumerable.Range(0, 150).Select(n => (Id: $"f{n}", At: Start.AddSeconds(n is >= 98 and <= 102 ? 98 : n))).ToList();
        var listed = new List<string>();
        var (watermark, isContinuation) = ((string?)null, false);
        for (var pages = 0; pages < 10; pages++)
        {
            var place = AfnorPlace.Of(new ProviderPlace(watermark, isContinuation));
            var page = place.Next(new AfnorPage([.. all.Where(flow => place.After is null || flow.At > place.After).Take(100).Select(flow => Flow(flow.Id, flow.At))], 100), Now);
            listed.AddRange(page.Bills.Select(bill => bill.ExternalId));
            (watermark, isContinuation) = (page.Watermark, true);
            if (!page.HasMore)
            {
                break;
            }
        }

        Assert.Equal(all.Select(flow => flow.Id).Order(StringComparer.Ordinal), listed.Distinct().Order(StringComparer.Ordinal));
        Assert.Equal("2026-11-21T08:02:29.000Z", watermark);
    }

    [Fact]
    public void A_page_full_of_one_instant_is_refused_rather_than_missed()
    {
        var page = new AfnorPage([.. Enumerable.Range(0, 100).Select(n => Flow($"f{n}", Start))], 100);

        Assert.True(new AfnorPlace(null, false).Next(page, Now).HasMore);
        Assert.Equal(ProviderFault.BadAnswer, Assert.Throws<ProviderException>(() => new AfnorPlace(Start, true).Next(page, Now)).Fault);
    }

    [Fact]
    public void A_cut_page_out_of_order_is_refused_rather_than_missed()
    {
        var flows = Flows(100).Reverse().ToList();

        Assert.Equal(ProviderFault.BadAnswer, Assert.Throws<ProviderException>(() => Next(null, false, flows)).Fault);
    }

    [Fact]
    public void A_whole_list_out_of_order_is_put_in_order()
    {
        var page = Next(null, false, Flows(3).Reverse().ToList());

        Assert.Equal(["f0", "f1", "f2"], page.Bills.Select(bill => bill.ExternalId));
        Assert.Equal("2026-11-21T08:00:02.000Z", page.Watermark);
    }

    [Fact]
    public void A_flow_from_the_far_future_is_listed_but_does_not_carry_the_place_with_it()
    {
        var page = Next(null, false, [Flow("f0", Start), Flow("broken", Now.AddYears(100))]);

        Assert.Equal(["f0", "broken"], page.Bills.Select(bill => bill.ExternalId));
        Assert.Equal("2026-11-21T08:00:00.000Z", page.Watermark);
    }

    [Fact]
    public void A_platform_that_is_hours_ahead_of_us_is_followed_by_its_own_clock() =>
        Assert.Equal(AfnorPlace.Iso(Now.AddHours(5)), Next(null, false, [Flow("f0", Now.AddHours(5))]).Watermark);

    [Fact]
    public void Parts_of_a_millisecond_are_kept()
    {
        var page = Next(null, false, [Flow("f0", Start.AddTicks(12_345))]);

        Assert.Equal("2026-11-21T08:00:00.0012345Z", page.Watermark);
        Assert.Equal(Start.AddTicks(12_345), AfnorPlace.Of(new ProviderPlace(page.Watermark, true)).Reached);
    }

    private static ProviderPage Next(string? watermark, bool isContinuation, IReadOnlyList<AfnorFlow> flows) =>
        AfnorPlace.Of(new ProviderPlace(watermark, isContinuation)).Next(new AfnorPage(flows, 100), Now);

    private static IReadOnlyList<AfnorFlow> Flows(int count) => [.. Enumerable.Range(0, count).Select(n => Flow($"f{n}", Start.AddSeconds(n)))];

    private static AfnorFlow Flow(string id, DateTimeOffset at) => new(new AnnouncedBill(id, AfnorPlace.Iso(at)), at);
}
