namespace Quittance.Tests.Storage;

[Collection("moves the clock")]
public sealed class ForgettingIdempotencyKeys(TestServer server)
{
    [Fact]
    public async Task A_key_is_remembered_for_seven_days_and_then_free()
    {
        var tenant = await server.NewTenantAsync();
        var first = (await tenant.PostAsync("/api/businesses", new { name = "Once" }, key: "k")).Created().Text("id");

        server.Clock.Advance(TimeSpan.FromDays(6));
        var within = (await tenant.PostAsync("/api/businesses", new { name = "Once" }, key: "k")).Created().Text("id");
        server.Clock.Advance(TimeSpan.FromDays(2));
        var after = (await tenant.PostAsync("/api/businesses", new { name = "Another" }, key: "k")).Created().Text("id");

        Assert.Equal(first, within);
        Assert.NotEqual(first, after);
    }
}
