using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Quittance.Domain;
using Quittance.Domain.Invoices;
using Quittance.Domain.Payments;
using Quittance.Server.Payments;

namespace Quittance.Server.Api.Payments;

/// <summary>A payment whose cost is wanted.</summary>
public sealed record FeesRequest(
    [property: Required, Description("In major units; surplus decimals are dropped.")] decimal? Amount,
    [property: Required, Description("Id, or a custom method's foreign id.")] string? PaymentSourceId,
    [property: Required, Description("Id, or a custom method's foreign id.")] string? PaymentDestinationId,
    [property: Description("ISO 4217; USD where it is missing.")] string? Currency,
    PaymentDestinationOptionsWire? PaymentDestinationOptions,
    [property: Description("Prices are the same for all entities.")] string? CreatorEntityId,
    [property: Description("PAYABLE, the default, or RECEIVABLE; it costs the same."), AllowedValues("PAYABLE", "RECEIVABLE")] string? Type)
{
    private static readonly Dictionary<string, bool> Types = new(StringComparer.Ordinal) { ["PAYABLE"] = true, ["RECEIVABLE"] = false };

    internal (PaymentMethodName Source, PaymentMethodName Destination, DestinationOptions? Options, Money Amount) Checked()
    {
        var check = new Check();
        var currency = check.Currency("currency", Currency, Domain.Currency.Usd);
        var major = check.Required("amount", Amount);
        if (major < 0 || Money.TryFromMajorTruncated(major, currency, out var amount) != MoneyFault.None)
        {
            check.Fault("amount", "amount must be zero or more, and within range");
            amount = null;
        }

        check.OneOf("type", Type, Types);
        var checkedRequest = (
            PaymentMethodEndpoints.NameOf(check.Required("paymentSourceId", PaymentSourceId)),
            PaymentMethodEndpoints.NameOf(check.Required("paymentDestinationId", PaymentDestinationId)),
            DestinationOptionsFields.Of(check, PaymentDestinationOptions),
            amount ?? Money.Zero(currency));
        check.Done();
        return checkedRequest;
    }
}

/// <summary>A payment whose time is wanted: a bill, or a payment method to another.</summary>
public sealed record PaymentTimingRequest(
    [property: Description("Id or foreign id. With it, nothing else counts.")] string? InvoiceId,
    [property: Description("Id, or a custom method's foreign id.")] string? PaymentSourceId,
    [property: Description("Id, or a custom method's foreign id.")] string? PaymentDestinationId,
    [property: Description("When the money is to leave; today where it is missing."), DataType(DataType.DateTime)] string? EstimatedDeductionDate,
    [property: Description("When the money left, if it has."), DataType(DataType.DateTime)] string? ProcessedAt,
    PaymentDestinationOptionsWire? PaymentDestinationOptions)
{
    internal (PaymentMethodName Source, PaymentMethodName Destination, DestinationOptions? Options, DateOnly? ProcessedOn, DateOnly? DeductOn) Checked()
    {
        var check = new Check();
        var checkedRequest = (
            PaymentMethodEndpoints.NameOf(check.Required("paymentSourceId", PaymentSourceId)),
            PaymentMethodEndpoints.NameOf(check.Required("paymentDestinationId", PaymentDestinationId)),
            DestinationOptionsFields.Of(check, PaymentDestinationOptions),
            Day(check, "processedAt", ProcessedAt),
            Day(check, "estimatedDeductionDate", EstimatedDeductionDate));
        check.Done();
        return checkedRequest;
    }

    private static DateOnly? Day(Check check, string field, string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        // Time enough to either side of it for weekends, holidays and a year under way.
        if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) && time.Year is > 1 and < 9990)
        {
            return DateOnly.FromDateTime(time.UtcDateTime);
        }

        check.Fault(field, $"{field} must be an ISO 8601 date and time such as 2024-01-15T09:30:00Z");
        return null;
    }
}

/// <summary>A bank in the United States.</summary>
public sealed record BankLookupResponse(string BankName, BankAddressResponse BankAddress)
{
    internal static BankLookupResponse Of(UsBank bank) => new(bank.Name, new BankAddressResponse(bank.Address, bank.City, bank.State, bank.PostalCode, ""));
}

/// <summary>Where a bank's main office is.</summary>
/// <param name="PostalCodeExtension">Not known, so always empty.</param>
public sealed record BankAddressResponse(string Address, string City, string State, string PostalCode, string PostalCodeExtension);
