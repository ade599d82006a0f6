using Quittance.Domain;
using Quittance.Domain.Payments;

namespace Quittance.Server.Payments;

/// <summary>What a caller changes of a payment method; null leaves it as it is.</summary>
internal sealed record PaymentMethodChange
{
    /// <summary>What the caller takes it for.</summary>
    public PaymentMethodKind? Kind { get; init; }

    public bool? DefaultSource { get; init; }

    public bool? DefaultDestination { get; init; }

    public bool? Frozen { get; init; }

    /// <summary>Whether its business says that it is its own.</summary>
    public bool? Confirmed { get; init; }

    public IReadOnlyDictionary<string, string>? Metadata { get; init; }

    public string? ExternalId { get; init; }

    public string? AccountName { get; init; }

    public CheckOptions? CheckOptions { get; init; }

    /// <summary>Of the check options, in the clear; those that are missing stay.</summary>
    public IReadOnlyDictionary<string, string>? CheckSecrets { get; init; }

    /// <summary>Of a custom method, in the clear.</summary>
    public string? Number { get; init; }

    public PaymentMethodSchemaId? SchemaId { get; init; }

    /// <summary>Of a custom method, in the clear.</summary>
    public IReadOnlyDictionary<string, string>? Data { get; init; }

    public string? ForeignId { get; init; }

    public decimal? AvailableBalance { get; init; }

    /// <summary>Never the number.</summary>
    public override string ToString() => $"{Kind} ****";

    /// <summary>The method with what is changed of it, but for its defaults; refuses what its kind does not have.</summary>
    public PaymentMethod AppliedTo(PaymentMethod before, DateTimeOffset now)
    {
        var faults = FaultsFor(before);
        if (faults.Count > 0)
        {
            throw new RefusedException(Refusal.InvalidInput, "Validation failed.", faults);
        }

        return before with
        {
            IsFrozen = Frozen ?? before.IsFrozen,
            IsConfirmed = Confirmed ?? before.IsConfirmed,
            Metadata = Metadata ?? before.Metadata,
            ExternalId = ExternalId ?? before.ExternalId,
            AccountName = AccountName ?? before.AccountName,
            LastFour = Number is null ? before.LastFour : PaymentMethodSecrets.LastFour(Number),
            ForeignId = ForeignId ?? before.ForeignId,
            Details = before.Details with
            {
                CheckOptions = CheckOptions ?? before.Details.CheckOptions,
                AvailableBalance = AvailableBalance ?? before.Details.AvailableBalance,
            },
            UpdatedAt = now,
        };
    }

    private List<FieldFault> FaultsFor(PaymentMethod before)
    {
        var faults = new List<FieldFault>();
        if (Kind is { } kind && kind != before.Kind)
        {
            faults.Add(new FieldFault("type", "type cannot change; add another payment method"));
        }

        var isAccount = before is { Kind: PaymentMethodKind.BankAccount, Format: BankAccountFormat.RoutingAndAccount };
        var isCustom = before.Kind == PaymentMethodKind.Custom;
        Only(before.Kind == PaymentMethodKind.BankAccount || isCustom, "accountName", AccountName, "bank accounts and custom payment methods");
        Only(isAccount, "checkOptions", CheckOptions, "bank accounts in the United States");
        Only(isCustom, "accountNumber", Number, "custom payment methods; of a bank account it cannot change");
        Only(isCustom, "foreignId", ForeignId, "custom payment methods");
        Only(isCustom, "data", Data, "custom payment methods");
        Only(isCustom, "availableBalance", AvailableBalance, "custom payment methods");
        if (SchemaId is { } schema && schema != before.Schema?.Id)
        {
            faults.Add(new FieldFault("schemaId", "schemaId cannot change; add another payment method"));
        }

        if (isCustom && Data is not null)
        {
            faults.AddRange(before.Schema!.FaultsOf(Data));
        }

        return faults;

        void Only(bool isSo, string field, object? value, string which)
        {
            if (!isSo && value is not null)
            {
                faults.Add(new FieldFault(field, $"{field} is there for {which} only"));
            }
        }
    }
}
