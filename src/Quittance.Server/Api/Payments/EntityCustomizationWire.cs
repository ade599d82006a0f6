using System.ComponentModel.DataAnnotations;
using System.Text;
using System.Text.Json;
using Quittance.Server.Organizations;

namespace Quittance.Server.Api.Payments;

/// <summary>What an entity's components show; each part that is given replaces the one that there is.</summary>
public sealed record EntityCustomizationRequest(
    IReadOnlyList<MetadataCustomizationWire>? Metadata,
    IReadOnlyList<PaymentMethodCustomizationWire>? PaymentSource,
    IReadOnlyList<PaymentMethodCustomizationWire>? BackupDisbursement,
    IReadOnlyList<PaymentMethodCustomizationWire>? PaymentDestination,
    OcrCustomizationRequest? Ocr,
    NotificationCustomizationWire? Notifications,
    WorkflowCustomizationWire? Workflow,
    InvoiceCustomizationRequest? Invoice,
    JsonElement? Fees,
    JsonElement? RolePermissions)
{
    private const int ItemsMax = 100;

    /// <param name="stored">What there is, as JSON; null for the defaults.</param>
    internal string CheckedOver(string? stored, Organization organization)
    {
        var check = new Check();
        var known = JsonSerializer.Deserialize<IReadOnlyList<MetadataSchemaWire>>(organization.Profile.MetadataSchema, JsonSerializerOptions.Web)!.Select(schema => schema.Key).ToHashSet();
        foreach (var item in check.Whole("metadata", Metadata, ItemsMax))
        {
            if (!known.Contains(check.Required("metadata.key", item.Key)))
            {
                check.Fault("metadata.key", "metadata.key must be a key of the organization's metadataSchema");
            }

            check.Required("metadata.disabled", item.Disabled);
        }

        foreach (var (field, items) in new[] { ("paymentSource", PaymentSource), ("backupDisbursement", BackupDisbursement), ("paymentDestination", PaymentDestination) })
        {
            foreach (var item in check.Whole(field, items, ItemsMax))
            {
                item.CheckAs(check, field);
            }
        }

        check.Optional("notifications.assumeRole", Notifications?.AssumeRole);
        RefuseUnoffered(check);
        check.Done();
        var before = EntityCustomizationResponse.Read(stored);
        return (before with
        {
            Metadata = Metadata ?? before.Metadata,
            PaymentSource = PaymentSource ?? before.PaymentSource,
            BackupDisbursement = BackupDisbursement ?? before.BackupDisbursement,
            PaymentDestination = PaymentDestination ?? before.PaymentDestination,
            Ocr = Ocr?.Over(before.Ocr) ?? before.Ocr,
            Notifications = Notifications ?? before.Notifications,
            Invoice = Invoice?.Over(before.Invoice) ?? before.Invoice,
        }).Write();
    }

    // To keep these and not to act by them would be a promise that is not held.
    private void RefuseUnoffered(Check check)
    {
        if (Workflow?.AutoAdvanceInvoiceStatus == true)
        {
            check.Fault("workflow.autoAdvanceInvoiceStatus", "bills are not advanced by themselves here");
        }

        if (HasContent(Fees))
        {
            check.Fault("fees", "an entity has no fees of its own here");
        }

        if (HasContent(RolePermissions))
        {
            check.Fault("rolePermissions", "an entity has no roles of its own here; set them on the organization");
        }
    }

    private static bool HasContent(JsonElement? element) =>
        element is { } given && given.ValueKind != JsonValueKind.Null && !(given.ValueKind == JsonValueKind.Object && !given.EnumerateObject().Any());
}

/// <summary>What an entity's components show.</summary>
/// <param name="Fees">Always empty; so is <paramref name="RolePermissions"/>.</param>
public sealed record EntityCustomizationResponse(
    IReadOnlyList<MetadataCustomizationWire> Metadata,
    IReadOnlyList<PaymentMethodCustomizationWire> PaymentSource,
    IReadOnlyList<PaymentMethodCustomizationWire> BackupDisbursement,
    IReadOnlyList<PaymentMethodCustomizationWire> PaymentDestination,
    OcrCustomizationResponse Ocr,
    NotificationCustomizationWire Notifications,
    WorkflowCustomizationWire Workflow,
    InvoiceCustomizationResponse Invoice,
    IReadOnlyDictionary<string, string> Fees,
    IReadOnlyDictionary<string, string> RolePermissions)
{
    private static readonly Dictionary<string, string> None = [];

    private static readonly EntityCustomizationResponse Default = new(
        [], [], [], [], OcrCustomizationResponse.Default, new NotificationCustomizationWire((string?)null), new WorkflowCustomizationWire(false), InvoiceCustomizationResponse.Default, None, None);

    /// <param name="stored">As JSON; null for the defaults.</param>
    internal static EntityCustomizationResponse Read(string? stored) =>
        stored is null ? Default : JsonSerializer.Deserialize<EntityCustomizationResponse>(stored, JsonSerializerOptions.Web)!;

    internal string Write() => Encoding.UTF8.GetString(PaymentsJson.Write(this));
}

/// <summary>Whether a field of metadata is left out.</summary>
public sealed record MetadataCustomizationWire([property: Required] string? Key, [property: Required] bool? Disabled);

/// <summary>Whether a type of payment methods is left out, and how it is offered.</summary>
/// <param name="AvailableDeliveryMethods">Only of bankAccount and check.</param>
/// <param name="OriginatingCompanyName">Only of bankAccount.</param>
/// <param name="PrintDescription">Only of check.</param>
/// <param name="SchemaId">Only of custom.</param>
public sealed record PaymentMethodCustomizationWire(
    [property: Required, AllowedValues("bankAccount", "card", "virtualCard", "check", "custom", "bnpl", "offPlatform", "utility", "na", "wallet")] string? Type,
    [property: Required] bool? Disabled,
    string? DefaultDeliveryMethod,
    IReadOnlyList<string>? AvailableDeliveryMethods,
    [property: AllowedValues("ENTITY_NAME", "BANK_NAME", null)] string? OriginatingCompanyName,
    bool? PrintDescription,
    string? SchemaId)
{
    internal void CheckAs(Check check, string field)
    {
        check.Required($"{field}.disabled", Disabled);
        new PaymentRailWire(Type, null, Disabled is null ? null : !Disabled, AvailableDeliveryMethods, DefaultDeliveryMethod, PrintDescription, SchemaId).CheckAs(check, field);
        if (OriginatingCompanyName is not (null or "ENTITY_NAME" or "BANK_NAME"))
        {
            check.Fault($"{field}.originatingCompanyName", $"{field}.originatingCompanyName must be ENTITY_NAME or BANK_NAME");
        }
    }
}

/// <summary>How the components fill bills from documents; what is left out stays.</summary>
public sealed record OcrCustomizationRequest(
    bool? LineItems, bool? CollapseLineItems, bool? InvoiceMetadata, bool? LineItemMetadata, bool? LineItemGlAccountId, bool? PredictMetadata, bool? TaxAndShippingAsLineItems, bool? SplitDocuments)
{
    internal OcrCustomizationResponse Over(OcrCustomizationResponse before) => new(
        LineItems ?? before.LineItems,
        CollapseLineItems ?? before.CollapseLineItems,
        InvoiceMetadata ?? before.InvoiceMetadata,
        LineItemMetadata ?? before.LineItemMetadata,
        LineItemGlAccountId ?? before.LineItemGlAccountId,
        PredictMetadata ?? before.PredictMetadata,
        TaxAndShippingAsLineItems ?? before.TaxAndShippingAsLineItems,
        SplitDocuments ?? before.SplitDocuments);
}

/// <summary>How the components fill bills from documents.</summary>
public sealed record OcrCustomizationResponse(
    bool LineItems, bool CollapseLineItems, bool InvoiceMetadata, bool LineItemMetadata, bool LineItemGlAccountId, bool PredictMetadata, bool TaxAndShippingAsLineItems, bool SplitDocuments)
{
    internal static readonly OcrCustomizationResponse Default = new(true, false, true, true, true, true, true, false);
}

/// <summary>Whose notifications go to the entity's own address.</summary>
public sealed record NotificationCustomizationWire(string? AssumeRole);

/// <summary>Whether bills advance by themselves.</summary>
public sealed record WorkflowCustomizationWire(bool? AutoAdvanceInvoiceStatus);

/// <summary>What generated documents of bills leave out; what is left out here stays.</summary>
public sealed record InvoiceCustomizationRequest(bool? HideAddress, bool? HideQrCode, bool? HideBankDetails, bool? HidePaymentLink)
{
    internal InvoiceCustomizationResponse Over(InvoiceCustomizationResponse before) => new(
        HideAddress ?? before.HideAddress, HideQrCode ?? before.HideQrCode, HideBankDetails ?? before.HideBankDetails, HidePaymentLink ?? before.HidePaymentLink);
}

/// <summary>What generated documents of bills leave out.</summary>
public sealed record InvoiceCustomizationResponse(bool HideAddress, bool HideQrCode, bool HideBankDetails, bool HidePaymentLink)
{
    internal static readonly InvoiceCustomizationResponse Default = new(false, false, false, false);
}
