using Quittance.Domain.Payments;

namespace Quittance.Domain.Tests.Payments;

public sealed class FillingInACustomMethod
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 10, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(PaymentMethodFieldType.Text, "anything", true)]
    [InlineData(PaymentMethodFieldType.Address, "1 Main St, Town", true)]
    [InlineData(PaymentMethodFieldType.Number, "12.5", true)]
    [InlineData(PaymentMethodFieldType.Number, "-3", true)]
    [InlineData(PaymentMethodFieldType.Number, "1,000", false)]
    [InlineData(PaymentMethodFieldType.Number, "1e5", false)]
    [InlineData(PaymentMethodFieldType.Select, "b", true)]
    [InlineData(PaymentMethodFieldType.Select, "B", false)]
    [InlineData(PaymentMethodFieldType.Date, "2026-02-28", true)]
    [InlineData(PaymentMethodFieldType.Date, "2026-02-28T10:00:00Z", true)]
    [InlineData(PaymentMethodFieldType.Date, "2026-02-30", false)]
    [InlineData(PaymentMethodFieldType.Date, "tomorrow", false)]
    [InlineData(PaymentMethodFieldType.Phone, "+1 (415) 555-1234", true)]
    [InlineData(PaymentMethodFieldType.Phone, "call me", false)]
    [InlineData(PaymentMethodFieldType.Phone, "1234", false)]
    [InlineData(PaymentMethodFieldType.Email, "a@b.example", true)]
    [InlineData(PaymentMethodFieldType.Email, "a b", false)]
    [InlineData(PaymentMethodFieldType.Url, "https://pay.example/1", true)]
    [InlineData(PaymentMethodFieldType.Url, "javascript:alert(1)", false)]
    [InlineData(PaymentMethodFieldType.EmbeddedUrl, "/relative", false)]
    [InlineData(PaymentMethodFieldType.DynamicUrl, "http://pay.example", true)]
    [InlineData(PaymentMethodFieldType.UsBankRoutingNumber, "021000021", true)]
    [InlineData(PaymentMethodFieldType.UsBankRoutingNumber, "021000022", false)]
    [InlineData(PaymentMethodFieldType.UsBankAccountNumber, "1234", true)]
    [InlineData(PaymentMethodFieldType.UsBankAccountNumber, "12345678901234567", true)]
    [InlineData(PaymentMethodFieldType.UsBankAccountNumber, "123", false)]
    [InlineData(PaymentMethodFieldType.UsBankAccountNumber, "123456789012345678", false)]
    [InlineData(PaymentMethodFieldType.UsBankAccountNumber, "12 34", false)]
    public void A_value_is_of_its_fields_type(PaymentMethodFieldType type, string value, bool isTaken)
    {
        var faults = Of(Field("x", type) with { Options = ["a", "b"] }).FaultsOf(new Dictionary<string, string> { ["x"] = value });

        Assert.Equal(isTaken ? [] : ["data.x"], faults.Select(fault => fault.Field));
    }

    [Fact]
    public void What_is_required_has_to_be_there_and_what_is_not_known_has_not()
    {
        var schema = Of(
            Field("needed", PaymentMethodFieldType.Text), Field("kept", PaymentMethodFieldType.Text), Field("free", PaymentMethodFieldType.Text) with { Optional = true },
            Field("link", PaymentMethodFieldType.DynamicUrl)); // Comes with each payment.

        var faults = schema.FaultsOf(new Dictionary<string, string> { ["kept"] = "", ["other"] = "1" });

        Assert.Equal(["data.needed", "data.kept", "data"], faults.Select(fault => fault.Field));
        Assert.Empty(schema.FaultsOf(new Dictionary<string, string> { ["needed"] = "1", ["kept"] = "2" }));
    }

    [Fact]
    public void A_value_has_an_end() =>
        Assert.Single(Of(Field("x", PaymentMethodFieldType.Text)).FaultsOf(new Dictionary<string, string> { ["x"] = new('x', PaymentMethodSchema.ValueLengthMax + 1) }));

    private static PaymentMethodField Field(string name, PaymentMethodFieldType type) => new(name, null, type, false, [], false, false);

    private static PaymentMethodSchema Of(params IReadOnlyList<PaymentMethodField> fields) =>
        new(PaymentMethodSchemaId.New(Now), "Wire", true, true, [Currency.Usd], fields, 0, null, 1, Now, Now);
}
