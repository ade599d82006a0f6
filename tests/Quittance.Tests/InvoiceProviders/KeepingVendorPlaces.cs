using FsCheck;
using FsCheck.Fluent;
using Quittance.Connectors.InvoiceProviders.Pennylane;
using Quittance.Connectors.InvoiceProviders.Qonto;

namespace Quittance.Tests.InvoiceProviders;

public sealed class KeepingVendorPlaces
{
    private static readonly DateTimeOffset Time = new(2026, 3, 1, 10, 0, 0, 123, 456, TimeSpan.Zero);

    public static TheoryData<string> PlacesOfPennylane => new(
        new PennylanePlace.Log("2026-03-01T10:00:00.123456Z", null).Write(),
        new PennylanePlace.Log("2026-03-01T10:00:00.123456Z", "MjAy|NS0=").Write(),
        new PennylanePlace.Listing(new DateOnly(2026, 1, 1), null, Time, null).Write(),
        new PennylanePlace.Listing(null, Time.AddDays(-40), Time, "a|b||c").Write());

    public static TheoryData<string> PlacesOfQonto => new(
        new QontoPlace(Time, null).Write(), new QontoPlace(Time, new QontoPlace.Span(Time.AddDays(-90), Time, 7)).Write());

    [Theory]
    [MemberData(nameof(PlacesOfPennylane))]
    public void A_place_at_Pennylane_survives_as_text(string place) => Assert.Equal(place, PennylanePlace.Read(place)!.Write());

    [Theory]
    [MemberData(nameof(PlacesOfQonto))]
    public void A_place_at_Qonto_survives_as_text(string place) => Assert.Equal(place, QontoPlace.Read(place)!.Write());

    [Fact]
    public void The_last_time_of_the_changelog_keeps_its_microseconds() =>
        Assert.Equal("2026-03-01T10:00:00.123456Z", PennylanePlace.Read("2026-03-01T10:00:00.123456Z")!.Write());

    [Fact]
    public void A_text_that_is_no_place_begins_anew()
    {
        Assert.Null(PennylanePlace.Read("list|x|y|z|"));
        Assert.Null(PennylanePlace.Read("log|yesterday|c"));
        Assert.Null(QontoPlace.Read("window|2026-03-01T10:00:00Z|2026-03-01T10:00:00Z|0|2026-03-01T10:00:00Z"));
        Prop.ForAll(ArbMap.Default.ArbFor<string>(), text =>
        {
            _ = PennylanePlace.Read(text);
            _ = QontoPlace.Read(text);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Stepping_back_ends_where_time_began()
    {
        Assert.Equal(DateTimeOffset.MinValue, PennylanePlace.Before(DateTimeOffset.MinValue.AddMinutes(1), TimeSpan.FromDays(1)));
        Assert.Equal(DateTimeOffset.MinValue, QontoPlace.Before(DateTimeOffset.MinValue, TimeSpan.FromDays(1)));
    }
}
