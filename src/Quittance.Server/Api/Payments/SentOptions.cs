using System.Globalization;
using System.Text.RegularExpressions;
using Quittance.Domain.Invoices;

namespace Quittance.Server.Api.Payments;

/// <summary>How money is to be taken and to arrive, from the dialect's words into the core's.</summary>
internal static partial class SentOptions
{
    private const string Place = "paymentDestinationOptions";
    private const string SourcePlace = "paymentSourceOptions";

    public static SourceOptions? Source(Check check, PaymentSourceOptionsWire? options)
    {
        if (options is null)
        {
            return null;
        }

        if (options.Type != "bnpl")
        {
            check.Fault($"{SourcePlace}.type", $"{SourcePlace}.type must be bnpl");
            return null;
        }

        return new SourceOptions(
            options.Type,
            check.Date($"{SourcePlace}.installmentsStartDate", options.InstallmentsStartDate),
            check.Between($"{SourcePlace}.defermentWeeks", options.DefermentWeeks, 0, 520),
            options.AcceptedTerms,
            check.Optional($"{SourcePlace}.loanId", options.LoanId),
            check.Optional($"{SourcePlace}.downpaymentId", options.DownpaymentId));
    }

    public static DestinationOptions? Destination(Check check, PaymentDestinationOptionsWire? options)
    {
        var delivery = string.IsNullOrEmpty(options?.Delivery) ? null : options.Delivery;
        switch (options?.Type)
        {
            case null when options is null:
                return null;
            case "check":
                return new DestinationOptions(
                    check.OneOf($"{Place}.delivery", delivery, InvoiceWords.CheckDeliveries) ?? CheckDelivery.Mail, options.PrintDescription ?? false, null, null, null, null);
            case "bankAccount":
                return new DestinationOptions(
                    null, null, check.OneOf($"{Place}.delivery", delivery, InvoiceWords.AchDeliveries) ?? AchDelivery.SameDay, Description(check, options.Description), null, null);
            case "utility":
                return new DestinationOptions(null, null, null, null, check.Required($"{Place}.accountId", options.AccountId), null);
            case "custom":
                return new DestinationOptions(
                    null, null, null, null, null, SentMetadata.Read(check, $"{Place}.dynamicUrls", options.DynamicUrls) ?? new Dictionary<string, string>());
            default:
                check.Fault($"{Place}.type", string.Create(CultureInfo.InvariantCulture, $"{Place}.type must be check, bankAccount, utility or custom"));
                return null;
        }
    }

    private static string? Description(Check check, string? text)
    {
        if (!string.IsNullOrEmpty(text) && !StatementText().IsMatch(text))
        {
            check.Fault($"{Place}.description", $"{Place}.description must be 4 to 10 letters, digits, spaces and signs of -#.$&*");
        }

        return string.IsNullOrEmpty(text) ? null : text;
    }

    [GeneratedRegex(@"^[a-zA-Z0-9\-#.$&* ]{4,10}\z", RegexOptions.None, matchTimeoutMilliseconds: 100)]
    private static partial Regex StatementText();
}
