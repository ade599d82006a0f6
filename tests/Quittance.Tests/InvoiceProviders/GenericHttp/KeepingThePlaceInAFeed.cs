using Quittance.Connectors.InvoiceProviders.GenericHttp;
using Quittance.Domain.Intake;

namespace Quittance.Tests.InvoiceProviders.GenericHttp;

public sealed class KeepingThePlaceInAFeed
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void The_first_run_lists_everything()
    {
        var place = GenericHttpPlace.Of(new ProviderPlace(null, IsContinuation: false));

        Assert.Null(place.From);
        Assert.Null(place.Cursor);
    }

    [Fact]
    public void A_later_run_steps_back_behind_the_newest_change()
    {
        var drained = Begin(null).After([Noon.AddHours(-1), Noon], null, Noon).Drained();

        Assert.Equal("2026-11-21T12:00:00Z", drained);
        Assert.Equal(Noon - GenericHttpPlace.Overlap, Begin(drained).From);
    }

    [Fact]
    public void A_run_with_nothing_new_keeps_the_place()
    {
        Assert.Equal("2026-11-21T12:00:00Z", Begin("2026-11-21T12:00:00Z").After([], null, Noon).Drained());
        Assert.Equal("2026-11-21T12:00:00Z", Begin("2026-11-21T12:00:00Z").After([Noon.AddMinutes(-5)], null, Noon).Drained());
        Assert.Null(Begin(null).After([], null, Noon).Drained());
    }

    [Fact]
    public void A_page_goes_on_from_the_one_before_to_the_last_digit()
    {
        var before = Begin("2026-11-21T11:00:00.1234567Z").After([Noon.AddTicks(1)], "a cursor + more", Noon);

        Assert.Equal(before, GenericHttpPlace.Of(new ProviderPlace(before.Continued(), IsContinuation: true)));
    }

    [Fact]
    public void A_run_that_broke_off_goes_on_from_what_was_listed_in_order()
    {
        var broken = Begin("2026-11-21T08:00:00Z").After([Noon.AddHours(-3), Noon.AddHours(-2)], "next", Noon).Continued();

        Assert.Equal(Noon.AddHours(-2) - GenericHttpPlace.Overlap, Begin(broken).From);
    }

    [Fact]
    public void A_run_that_broke_off_begins_again_if_it_was_listed_out_of_order()
    {
        var first = Begin("2026-11-21T08:00:00Z").After([Noon.AddHours(-3), Noon], "next", Noon);
        var withinAPage = Begin("2026-11-21T08:00:00Z").After([Noon, Noon.AddHours(-2)], "next", Noon);
        var fromPageToPage = GenericHttpPlace.Of(new ProviderPlace(first.Continued(), IsContinuation: true)).After([Noon.AddHours(-1)], "more", Noon);
        var evenIfOrderedAgain = fromPageToPage.After([Noon], "more", Noon);

        Assert.All(
            new[] { withinAPage, fromPageToPage, evenIfOrderedAgain },
            place => Assert.Equal(Noon.AddHours(-4) - GenericHttpPlace.Overlap, Begin(place.Continued()).From));
        Assert.Equal("2026-11-21T12:00:00Z", evenIfOrderedAgain.Drained());
    }

    [Fact]
    public void A_change_from_beyond_tomorrow_does_not_move_the_place() =>
        Assert.Equal("2026-11-22T11:00:00Z", Begin(null).After([Noon.AddHours(23), Noon.AddYears(36)], null, Noon).Drained());

    private static GenericHttpPlace Begin(string? watermark) => GenericHttpPlace.Of(new ProviderPlace(watermark, IsContinuation: false));
}
