using System.ComponentModel.DataAnnotations;

namespace Quittance.Server.Api.Payments;

/// <summary>By what people may pay and be paid.</summary>
/// <param name="PayerPayments">What bills may be paid from.</param>
/// <param name="BackupDisbursements">What a payer may enter for a vendor.</param>
/// <param name="VendorDisbursements">What a vendor may enter for itself.</param>
public sealed record PaymentRailsWire(
    [property: Required] IReadOnlyList<PaymentRailWire>? PayerPayments,
    [property: Required] IReadOnlyList<PaymentRailWire>? BackupDisbursements,
    [property: Required] IReadOnlyList<PaymentRailWire>? VendorDisbursements)
{
    private const int RailsMax = 100;

    internal static readonly PaymentRailsWire Default = new(
        [PaymentRailWire.Bank, PaymentRailWire.Of("card"), PaymentRailWire.Of("wallet"), PaymentRailWire.Of("offPlatform")],
        [PaymentRailWire.Bank, PaymentRailWire.Check, PaymentRailWire.Of("utility"), PaymentRailWire.Of("offPlatform")],
        [PaymentRailWire.Bank, PaymentRailWire.Check, PaymentRailWire.Of("wallet")]);

    internal void Check(Check check)
    {
        foreach (var (field, rails) in new[] { ("payerPayments", PayerPayments), ("backupDisbursements", BackupDisbursements), ("vendorDisbursements", VendorDisbursements) })
        {
            if (rails is null)
            {
                check.Fault($"paymentMethods.{field}", $"paymentMethods.{field} is required");
            }

            foreach (var rail in check.Whole($"paymentMethods.{field}", rails, RailsMax))
            {
                rail.CheckAs(check, $"paymentMethods.{field}");
            }
        }
    }
}

/// <summary>One way to pay or be paid.</summary>
/// <param name="AvailableDeliveryMethods">Only of bankAccount and check.</param>
/// <param name="PrintDescription">Only of check.</param>
/// <param name="SchemaId">Only of custom.</param>
public sealed record PaymentRailWire(
    [property: Required, AllowedValues("bankAccount", "card", "virtualCard", "check", "custom", "bnpl", "offPlatform", "utility", "na", "wallet")] string? Type,
    string? Name,
    [property: Required] bool? Active,
    IReadOnlyList<string>? AvailableDeliveryMethods = null,
    string? DefaultDeliveryMethod = null,
    bool? PrintDescription = null,
    string? SchemaId = null)
{
    private static readonly string[] BankDeliveries = ["ACH_STANDARD", "ACH_SAME_DAY", "ACH_ACCELERATED"];
    private static readonly string[] CheckDeliveries = ["PRINT", "MAIL", "MAIL_PRIORITY", "MAIL_UPS_NEXT_DAY"];
    private static readonly string[] Plain = ["card", "virtualCard", "bnpl", "offPlatform", "utility", "na", "wallet"];

    internal static readonly PaymentRailWire Bank = new("bankAccount", "bankAccount", true, BankDeliveries, "ACH_SAME_DAY");
    internal static readonly PaymentRailWire Check = new("check", "check", true, CheckDeliveries, "MAIL", false);

    internal static PaymentRailWire Of(string type) => new(type, type, true);

    internal void CheckAs(Check check, string field)
    {
        var deliveries = Type switch
        {
            "bankAccount" => BankDeliveries,
            "check" => CheckDeliveries,
            _ => [],
        };
        if (Type is not ("bankAccount" or "check" or "custom") && !Plain.Contains(Type))
        {
            check.Fault(field, $"{field} must have types that there are: bankAccount, check, custom, {string.Join(", ", Plain)}");
        }

        if (Active is null)
        {
            check.Fault(field, $"{field} must say of each whether it is active");
        }

        check.Optional(field, Name);
        check.Optional(field, SchemaId);
        if (check.Whole(field, AvailableDeliveryMethods, CheckDeliveries.Length).Append(DefaultDeliveryMethod).Any(method => method is not null && !deliveries.Contains(method)))
        {
            check.Fault(field, $"{field} has a delivery method that {Type} does not have");
        }

        if (Type == "custom" && SchemaId is null)
        {
            check.Fault(field, $"{field} must name the schemaId of custom ones");
        }
    }
}

/// <summary>How pages of the organization look.</summary>
public sealed record ColorSchemeWire(
    string? PrimaryColor, string? SecondaryColor, string? LogoBackgroundColor, decimal? RoundedCorners, string? FontFamily, string? FontSize)
{
    internal static readonly ColorSchemeWire None = new(null, null, null, null, null, null);

    internal void Check(Check check)
    {
        foreach (var (field, text) in new[]
        {
            ("primaryColor", PrimaryColor), ("secondaryColor", SecondaryColor), ("logoBackgroundColor", LogoBackgroundColor), ("fontFamily", FontFamily), ("fontSize", FontSize),
        })
        {
            check.Optional($"colorScheme.{field}", text);
        }
    }
}

/// <summary>Metadata that bills, or their lines, have.</summary>
/// <param name="LineItem">Whether lines have it, and not the bill.</param>
/// <param name="AllowMultiple">Whether it may have several values.</param>
public sealed record MetadataSchemaWire(
    [property: Required] string? Key,
    [property: Required] string? DisplayName,
    string? Description,
    bool? LineItem,
    [property: Required, AllowedValues("STRING", "NUMBER", "DATE", "BOOLEAN", "KEY_VALUE")] string? Type,
    bool? AllowMultiple,
    MetadataValidationRuleWire? ValidationRules,
    MetadataShowConditionsWire? ShowConditions,
    MetadataOcrRulesWire? OcrRules)
{
    private const int SchemasMax = 100;
    private static readonly string[] Types = ["STRING", "NUMBER", "DATE", "BOOLEAN", "KEY_VALUE"];

    internal static void Check(Check check, IReadOnlyList<MetadataSchemaWire>? schemas)
    {
        var items = check.Whole("metadataSchema", schemas, SchemasMax);
        for (var at = 0; at < items.Count; at++)
        {
            items[at].CheckAs(check, $"metadataSchema[{at}]");
        }

        if (items.Select(schema => schema.Key).Distinct().Count() < items.Count)
        {
            check.Fault("metadataSchema", "metadataSchema must not have a key twice");
        }
    }

    private void CheckAs(Check check, string field)
    {
        check.Required($"{field}.key", Key);
        check.Required($"{field}.displayName", DisplayName);
        check.Optional($"{field}.description", Description, Limits.TextMax);
        if (!Types.Contains(Type))
        {
            check.Fault($"{field}.type", $"{field}.type must be one of {string.Join(", ", Types)}");
        }

        if (ValidationRules is { } rule)
        {
            check.Required($"{field}.validationRules.regex", rule.Regex);
            check.Required($"{field}.validationRules.errorMessage", rule.ErrorMessage);
            if (rule.Type != "regex")
            {
                check.Fault($"{field}.validationRules.type", $"{field}.validationRules.type must be regex");
            }
        }

        ShowConditions?.Check(check, field);
    }
}

/// <summary>What a value has to be.</summary>
/// <param name="ErrorMessage">What to tell a person whose value is not.</param>
public sealed record MetadataValidationRuleWire([property: Required, AllowedValues("regex")] string? Type, [property: Required] string? Regex, [property: Required] string? ErrorMessage);

/// <summary>When the field is shown; all have to hold.</summary>
public sealed record MetadataShowConditionsWire(
    bool? AlwaysHide,
    bool? HasOptions,
    bool? HasDocument,
    bool? HasNoLineItems,
    IReadOnlyList<string>? PaymentSourceTypes,
    IReadOnlyList<string>? PaymentSourceCustomSchemaIds,
    IReadOnlyList<string>? PaymentDestinationTypes,
    IReadOnlyList<string>? PaymentDestinationCustomSchemaIds)
{
    private const int ValuesMax = 100;

    internal void Check(Check check, string field)
    {
        foreach (var value in new[] { PaymentSourceTypes, PaymentSourceCustomSchemaIds, PaymentDestinationTypes, PaymentDestinationCustomSchemaIds }
            .SelectMany(values => check.Items($"{field}.showConditions", values, ValuesMax)))
        {
            check.Required($"{field}.showConditions", value);
        }
    }
}

/// <summary>How the field is filled from documents.</summary>
public sealed record MetadataOcrRulesWire(bool? ExtractFromDocument, bool? PredictFromHistory);
