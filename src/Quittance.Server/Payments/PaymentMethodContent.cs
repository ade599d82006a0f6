using System.Collections.ObjectModel;
using Quittance.Domain;
using Quittance.Domain.Businesses;
using Quittance.Domain.Payments;

namespace Quittance.Server.Payments;

/// <summary>What a caller says of a new payment method.</summary>
internal sealed record PaymentMethodContent(PaymentMethodKind Kind)
{
    public string? AccountName { get; init; }

    public string? BankName { get; init; }

    public BankAccountFormat? Format { get; init; }

    public BankAccountType? AccountType { get; init; }

    public string? RoutingNumber { get; init; }

    /// <summary>In the clear.</summary>
    public string? Number { get; init; }

    public string? LastFour { get; init; }

    public IReadOnlyList<Currency> Currencies { get; init; } = [];

    public PaymentMethodDetails Details { get; init; } = PaymentMethodDetails.None;

    /// <summary>What else has to be sealed, in the clear: a custom method's fields, or what a bank account prints on checks.</summary>
    public IReadOnlyDictionary<string, string>? Data { get; init; }

    public PaymentMethodSchemaId? SchemaId { get; init; }

    public string? ForeignId { get; init; }

    public string? ExternalId { get; init; }

    public IReadOnlyDictionary<string, string> Metadata { get; init; } = ReadOnlyDictionary<string, string>.Empty;

    public bool? DefaultSource { get; init; }

    public bool? DefaultDestination { get; init; }

    public bool IsFrozen { get; init; }

    /// <summary>Whether the business says that it is its own.</summary>
    public bool IsConfirmed { get; init; } = true;

    /// <summary>Never the number.</summary>
    public override string ToString() => $"{Kind} ****";

    /// <param name="schema">What a custom method is one of; null for every other kind.</param>
    public PaymentMethod At(PaymentMethodId id, BusinessId business, PaymentMethodSchema? schema, DateTimeOffset now)
    {
        var faults = schema?.FaultsOf(Data!) ?? [];
        if (faults.Count > 0)
        {
            throw new RefusedException(Refusal.InvalidInput, "Validation failed.", faults);
        }

        return new PaymentMethod(id, business, Kind, AccountName, Format, AccountType, RoutingNumber, LastFour, IsConfirmed, IsFrozen: false, now, now)
        {
            BankName = BankName,
            Currencies = Currencies,
            Details = Details,
            Schema = schema,
            ForeignId = ForeignId,
            ExternalId = ExternalId,
            Metadata = Metadata,
        };
    }
}
