using System.Text;
using System.Text.Json;
using Quittance.Connectors.Http;
using Quittance.Domain.Intake;

namespace Quittance.Tests.Http;

public sealed class ReadingProvidersJson
{
    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("<html>")]
    [InlineData("{} {}")]
    [InlineData("{\"a\":1,}")]
    [InlineData("[NaN]")]
    public void What_is_no_json_is_a_bad_answer(string text) => AssertBad(() => ProviderJson.Parse(Encoding.UTF8.GetBytes(text), "api.example.com"));

    [Fact]
    public void Json_that_is_too_deep_or_no_text_is_a_bad_answer()
    {
        AssertBad(() => ProviderJson.Parse(Encoding.UTF8.GetBytes(new string('[', 100_000)), "api.example.com"));
        AssertBad(() => ProviderJson.Parse("{\"a\":\""u8.ToArray().Append((byte)0xE9).Concat("\"}"u8.ToArray()).ToArray(), "api.example.com"));
        using var deepest = ProviderJson.Parse(Encoding.UTF8.GetBytes(new string('[', ProviderJson.DepthMax) + new string(']', ProviderJson.DepthMax)), "api.example.com");
        Assert.Equal(JsonValueKind.Array, deepest.RootElement.ValueKind);
    }

    [Fact]
    public void Fields_are_read_as_what_they_are()
    {
        using var json = ProviderJson.Parse(
            "\uFEFF{\"text\":\"é\",\"empty\":\"\",\"nothing\":null,\"number\":12,\"flag\":true,\"at\":\"2026-11-21T07:00:00.5+01:00\",\"day\":\"2026-11-21\",\"part\":{\"x\":\"y\"},\"list\":[1,2]}"u8.ToArray(),
            "api.example.com");
        var root = json.RootElement;

        Assert.Equal(("é", null, null, null, "12"), (root.Text("text"), root.Text("empty"), root.Text("nothing"), root.Text("absent"), root.Text("number")));
        Assert.Equal((true, null), (root.Flag("flag"), root.Flag("absent")));
        Assert.Equal(new DateTimeOffset(2026, 11, 21, 6, 0, 0, 500, TimeSpan.Zero), root.Instant("at"));
        Assert.Equal(new DateTimeOffset(2026, 11, 21, 0, 0, 0, TimeSpan.Zero), root.Instant("day"));
        Assert.Equal("y", root.Part("part")?.RequiredText("x"));
        Assert.Equal(2, root.Items("list", 2).Count);
        Assert.Empty(root.Items("absent", 2));
        Assert.Null(root.Part("absent"));
    }

    [Fact]
    public void A_field_of_another_kind_is_a_bad_answer()
    {
        using var json = ProviderJson.Parse(
            Encoding.UTF8.GetBytes($$"""{"list":[1,2,3],"half":"\ud800","nul":"a\u0000b","long":"{{new string('x', ProviderJson.TextMax + 1)}}","digits":{{new string('1', 1_000)}},"at":"12/11/2026 10:00","text":"x"}"""),
            "api.example.com");
        var root = json.RootElement;

        AssertBad(() => root.Text("list"));
        AssertBad(() => root.Text("half"));
        AssertBad(() => root.Text("nul"));
        AssertBad(() => root.Text("long"));
        AssertBad(() => root.Text("digits"));
        AssertBad(() => root.RequiredText("absent"));
        AssertBad(() => root.Flag("text"));
        AssertBad(() => root.Instant("at"));
        AssertBad(() => root.Instant("text"));
        AssertBad(() => root.Part("text"));
        AssertBad(() => root.Items("list", 2));
        AssertBad(() => root.Items("text", 2));
        AssertBad(() => root.GetProperty("list").Text("x"));
    }

    [Theory]
    [InlineData("https://api.example.com", "/v2/a?b=c", "https://api.example.com/v2/a?b=c")]
    [InlineData("https://api.example.com/base/", "/v2/a", "https://api.example.com/base/v2/a")]
    public void Paths_are_put_below_the_base(string based, string path, string address) => Assert.Equal(new Uri(address), ProviderRequest.Address(based, path));

    [Theory]
    [InlineData("api.example.com", "/v2")]
    [InlineData("ftp://api.example.com", "/v2")]
    [InlineData("https://api.example.com", ".evil.example/v2")]
    [InlineData("https://api.example.com", "@evil.example/v2")]
    [InlineData("https://api.example.com", ":8443/v2")]
    public void Nothing_in_a_path_changes_where_a_request_goes(string based, string path) =>
        Assert.Equal(ProviderFault.NotConfigured, Assert.Throws<ProviderException>(() => ProviderRequest.Address(based, path)).Fault);

    [Theory]
    [InlineData("inv-1", "inv-1")]
    [InlineData("a/../b?c#d%2F", "a%2F..%2Fb%3Fc%23d%252F")]
    public void An_id_is_one_segment(string id, string segment) => Assert.Equal(segment, ProviderRequest.Segment(id));

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    public void An_id_that_would_be_a_step_is_refused(string id) => AssertBad(() => ProviderRequest.Segment(id));

    [Theory]
    [InlineData("Authorization", "Bearer a\r\nX-Evil: 1")]
    [InlineData("Authorization", "cl\u00e9")]
    [InlineData("X Key", "a")]
    [InlineData("", "a")]
    [InlineData("Content-Length", "0")]
    public void What_cannot_stand_in_a_header_is_a_wrong_setting(string name, string value)
    {
        using var request = new HttpRequestMessage();

        Assert.Equal(ProviderFault.NotConfigured, Assert.Throws<ProviderException>(() => request.With(name, value)).Fault);
        Assert.Equal(["Bearer key"], request.WithBearer("key").Headers.GetValues("Authorization"));
    }

    private static void AssertBad(Func<object?> read) => Assert.Equal(ProviderFault.BadAnswer, Assert.Throws<ProviderException>(() => { read(); }).Fault);
}
