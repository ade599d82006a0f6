using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Quittance.Domain.Payments;
using Quittance.Server.Payments;

namespace Quittance.Server.Api.Payments;

/// <summary>Changes to a payment method; what is left out stays. Account numbers of banks and cards cannot change: add another method.</summary>
public sealed record PaymentMethodUpdateRequest(
    [property: Description("false takes the default away.")] bool? DefaultSource,
    [property: Description("false takes the default away.")] bool? DefaultDestination,
    [property: Description("true: nothing is paid over it any more; false lets it be used again.")] bool? Frozen,
    [property: Description("Replaces all of it.")] IReadOnlyDictionary<string, string>? Metadata,
    [property: Description("The method's own type, if it is given; a type cannot change."), AllowedValues("bankAccount", "card", "check", "custom", "offPlatform", "utility", "wallet")] string? Type,
    [property: MaxLength(Limits.NameMax)] string? ExternalAccountingSystemId,
    [property: Description("Whether the entity says that it is right.")] bool? ConfirmedByEntity,
    [property: MaxLength(Limits.NameMax), Description("bankAccount, custom")] string? AccountName,
    [property: Description("bankAccount. Replaces all of it, but for the account number and the signature where they are left out.")] CheckOptionsWire? CheckOptions,
    [property: Description("custom")] string? AccountNumber,
    [property: Description("custom: the method's own schema, if it is given")] string? SchemaId,
    [property: Description("custom: replaces all of it")] IReadOnlyDictionary<string, string>? Data,
    [property: MaxLength(Limits.NameMax), Description("custom")] string? ForeignId,
    [property: Description("custom: in major units")] decimal? AvailableBalance)
{
    /// <summary>Never the number.</summary>
    public override string ToString() => $"{Type} ****";

    internal PaymentMethodChange Checked()
    {
        var check = new Check();
        var (options, secrets) = PaymentMethodFields.CheckOptionsOf(check, CheckOptions);
        var change = new PaymentMethodChange
        {
            Kind = check.OneOf("type", Type, PaymentMethodWords.Kinds),
            DefaultSource = DefaultSource,
            DefaultDestination = DefaultDestination,
            Frozen = Frozen,
            Confirmed = ConfirmedByEntity,
            Metadata = PaymentMethodFields.Texts(check, "metadata", Metadata),
            ExternalId = check.Optional("externalAccountingSystemId", ExternalAccountingSystemId),
            AccountName = check.Optional("accountName", AccountName),
            CheckOptions = options,
            CheckSecrets = secrets,
            Number = check.Optional("accountNumber", AccountNumber),
            SchemaId = SchemaId is null ? null : new PaymentMethodSchemaId(Ids.ReadOrNone(PaymentsIds.PaymentMethodSchema, SchemaId)),
            Data = PaymentMethodFields.Texts(check, "data", Data, PaymentMethodSchema.ValueLengthMax),
            ForeignId = check.Optional("foreignId", ForeignId),
            AvailableBalance = PaymentMethodFields.BalanceOf(check, AvailableBalance),
        };
        check.Done();
        return change;
    }
}
