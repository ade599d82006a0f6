using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Quittance.Domain;
using Quittance.Domain.Payments;
using Quittance.Server.Payments;

namespace Quittance.Server.Api.Payments;

/// <summary>A payment method schema as it is to be.</summary>
public sealed record PaymentMethodSchemaRequest(
    [property: Required, MaxLength(Limits.NameMax)] string? Name,
    [property: Required, Description("Whether money may come from its payment methods.")] bool? IsSource,
    [property: Required, Description("Whether money may go to its payment methods.")] bool? IsDestination,
    [property: Description("ISO 4217 codes; USD where it is missing.")] IReadOnlyList<string>? SupportedCurrencies,
    [property: Description("At most 30.")] IReadOnlyList<PaymentMethodSchemaFieldWire>? Fields,
    [property: Range(-1, 365), Description("Business days: 0, the default, is the same day, -1 is unknown.")] int? EstimatedProcessingTime,
    [property: Description("In major units.")] decimal? MaxAmount,
    [property: Description("In major units; 1 where it is missing.")] decimal? MinAmount)
{
    private const int FieldsMax = 30;
    private const int OptionsMax = 200;
    private const int DaysMax = 365;
    private const decimal AmountMax = 1_000_000_000_000m;

    internal PaymentMethodSchemaContent Checked()
    {
        var check = new Check();
        var name = check.Required("name", Name);
        var isSource = check.Required("isSource", IsSource);
        var isDestination = check.Required("isDestination", IsDestination);
        if (IsSource is false && IsDestination is false)
        {
            check.Fault("isSource", "isSource or isDestination must be true, or nothing could be paid over it");
        }

        var fields = FieldsOf(check);
        var max = AmountOf(check, "maxAmount", MaxAmount);
        var min = AmountOf(check, "minAmount", MinAmount) ?? PaymentMethodSchema.MinAmountDefault;
        if (min > max)
        {
            check.Fault("maxAmount", $"maxAmount must not be less than minAmount, which is {min.ToString(System.Globalization.CultureInfo.InvariantCulture)}");
        }

        check.Between("estimatedProcessingTime", EstimatedProcessingTime, PaymentMethodSchema.UnknownDays, DaysMax);
        var content = new PaymentMethodSchemaContent(name, isSource, isDestination, CurrenciesOf(check), fields, EstimatedProcessingTime ?? 0, max, min);
        check.Done();
        return content;
    }

    private static decimal? AmountOf(Check check, string field, decimal? amount)
    {
        if (amount is < 0 or > AmountMax)
        {
            check.Fault(field, $"{field} must be between 0 and {AmountMax:F0}");
        }

        return amount;
    }

    private IReadOnlyList<Currency> CurrenciesOf(Check check)
    {
        var codes = check.Items("supportedCurrencies", SupportedCurrencies, Currency.All.Count);
        var currencies = codes.Select(code => check.Currency("supportedCurrencies", code ?? "", Currency.Usd)).Distinct().ToList();
        return currencies.Count > 0 ? currencies : [Currency.Usd];
    }

    private List<PaymentMethodField> FieldsOf(Check check)
    {
        var fields = check.Items("fields", Fields, FieldsMax).Select((wire, at) => FieldOf(check, $"fields[{at}]", wire)).ToList();
        if (fields.Select(field => field.Name).Distinct(StringComparer.Ordinal).Count() < fields.Count)
        {
            check.Fault("fields", "fields must have different names");
        }

        if (fields.Count(field => field.UseAsAccountName) > 1 || fields.Count(field => field.UseAsAccountNumber) > 1)
        {
            check.Fault("fields", "one field at most can be the account name, and one the account number");
        }

        return fields;
    }

    private static PaymentMethodField FieldOf(Check check, string at, PaymentMethodSchemaFieldWire? wire)
    {
        check.Required($"{at}.type", wire?.Type);
        var type = check.OneOf($"{at}.type", string.IsNullOrWhiteSpace(wire?.Type) ? null : wire.Type, PaymentMethodWords.FieldTypes) ?? PaymentMethodFieldType.Text;
        var options = check.Items($"{at}.options", wire?.Options, OptionsMax);
        if (options.Any(option => string.IsNullOrEmpty(option) || option.Length > Limits.NameMax))
        {
            check.Fault($"{at}.options", $"options must be texts of 1 to {Limits.NameMax} characters");
        }

        if (type == PaymentMethodFieldType.Select && options.Count == 0)
        {
            check.Fault($"{at}.options", "options are required for a select field");
        }

        return new PaymentMethodField(
            check.Required($"{at}.name", wire?.Name, PaymentMethodFields.KeyLengthMax),
            check.Optional($"{at}.displayName", wire?.DisplayName),
            type,
            wire?.Optional == true,
            options,
            wire?.UseAsAccountName == true,
            wire?.UseAsAccountNumber == true);
    }
}
