using System.Text.Json;

namespace Quittance.Tests.Network;

public sealed class StatingTax(TestServer server)
{
    [Fact]
    public async Task Lines_with_rates_are_net_and_their_tax_is_rounded_once_per_rate()
    {
        var desk = await Desk.OpenAsync(server);

        var made = (await BillAsync(desk, 127.03m, Line(33.33m, 20), Line(33.34m, 20), Line(33.34m, 20), Line(6.65m, 5.5m), Line(0, 0))).Created();

        Assert.Equal(20.37m, made.At("taxAmount").GetDecimal());
        Assert.Equal([20m, 20m, 20m, 5.5m, 0m], made.At("lineItems").EnumerateArray().Select(line => line.GetProperty("taxRate").GetDecimal()));
    }

    [Fact]
    public async Task Lines_and_their_tax_have_to_add_up()
    {
        var desk = await Desk.OpenAsync(server);

        var refused = (await BillAsync(desk, 100, Line(100, 20))).Is(422);

        Assert.Contains("with their tax add up to 120.00", refused.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(5.555)]
    [InlineData(-1)]
    [InlineData(100.01)]
    public async Task What_is_no_percentage_is_refused(double rate)
    {
        var desk = await Desk.OpenAsync(server);

        Assert.Equal(["lineItems[0].taxRate"], (await BillAsync(desk, 100, Line(100, (decimal)rate))).Is(422).FaultyFields().Where(field => field.Contains("taxRate", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task New_lines_without_rates_take_the_tax_away_and_an_amount_alone_has_to_fit_the_lines()
    {
        var desk = await Desk.OpenAsync(server);
        var path = $"{desk.Sent}/{(await BillAsync(desk, 120, Line(100, 20))).Created().Text("id")}";

        (await desk.Tenant.PutAsync(path, new { amount = 130 })).Is(422);
        Assert.Equal(20m, (await desk.Tenant.PutAsync(path, new { memo = "still taxed" })).Ok().At("taxAmount").GetDecimal());
        var changed = (await desk.Tenant.PutAsync(path, new { lineItems = new[] { Line(120, null) } })).Ok();
        Assert.Equal((JsonValueKind.Null, JsonValueKind.Null), (changed.At("taxAmount").ValueKind, changed.At("lineItems")[0].GetProperty("taxRate").ValueKind));
    }

    private static object Line(decimal unitPrice, decimal? taxRate) => new { description = "Work", quantity = 1, unitPrice, taxRate };

    private static Task<Answer> BillAsync(Desk desk, decimal amount, params object[] lines) =>
        desk.Tenant.PostAsync(desk.Sent, new { connectionId = desk.Connection, amount, lineItems = lines });
}
