using System.Text.RegularExpressions;
using Quittance.Domain.Invoices;
using Quittance.Server.Storage;

namespace Quittance.Server.Api.Payments;

/// <summary>The field <c>paymentDestinationOptions</c>: how money is to arrive.</summary>
internal static partial class DestinationOptionsFields
{
    private const string Field = "paymentDestinationOptions";

    private static readonly Dictionary<string, CheckDelivery> Deliveries =
        Enum.GetValues<CheckDelivery>().ToDictionary(delivery => Words.Of(delivery).ToUpperInvariant(), StringComparer.Ordinal);

    private static readonly Dictionary<string, AchDelivery> Ach =
        Enum.GetValues<AchDelivery>().ToDictionary(delivery => $"ACH_{Words.Of(delivery).ToUpperInvariant()}", StringComparer.Ordinal);

    /// <summary>The options; null where nothing was chosen.</summary>
    public static DestinationOptions? Of(Check check, PaymentDestinationOptionsWire? wire)
    {
        var none = new DestinationOptions(null, null, null, null, null, null);
        switch (wire?.Type)
        {
            case null when wire is null:
                return null;
            case "check":
                return none with { Check = check.OneOf($"{Field}.delivery", wire.Delivery, Deliveries) ?? CheckDelivery.Mail, PrintsDescription = wire.PrintDescription };
            case "bankAccount":
                if (wire.Description is { } description && !StatementText().IsMatch(description))
                {
                    check.Fault($"{Field}.description", "description must be 4 to 10 letters, digits, blanks or any of -#.$&*");
                }

                return none with { Ach = check.OneOf($"{Field}.delivery", wire.Delivery, Ach) ?? AchDelivery.SameDay, Description = wire.Description };
            case "utility":
                return none with { UtilityAccount = check.Required($"{Field}.accountId", wire.AccountId) };
            case "custom":
                return none with { DynamicUrls = PaymentMethodFields.Texts(check, $"{Field}.dynamicUrls", wire.DynamicUrls, Limits.TextMax) };
            default:
                check.Fault($"{Field}.type", "type must be one of check, bankAccount, utility, custom");
                return null;
        }
    }

    [GeneratedRegex(@"^[a-zA-Z0-9\-#.$&* ]{4,10}\z", RegexOptions.None, matchTimeoutMilliseconds: 100)]
    private static partial Regex StatementText();
}
