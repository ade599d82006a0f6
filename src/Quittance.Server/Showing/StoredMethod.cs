using Quittance.Domain.Payments;
using Quittance.Server.Api.Payments;
using Quittance.Server.Payments;

namespace Quittance.Server.Showing;

/// <summary>A row of <c>payment_methods</c>, without what is sealed in it.</summary>
/// <param name="Available">What is on a wallet; null before its first transaction.</param>
/// <param name="Pending">What is on its way to a wallet.</param>
internal sealed record StoredMethod(
    Guid Id,
    Guid BusinessId,
    string Kind,
    bool IsMirror,
    bool IsDefaultSource,
    bool IsDefaultDestination,
    IReadOnlyList<string> Currencies,
    string? Format,
    bool IsFrozen,
    bool IsConfirmed,
    IReadOnlyDictionary<string, string> Metadata,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    string? ExternalId,
    string? ForeignId,
    string? AccountName,
    string? BankName,
    string? RoutingNumber,
    string? AccountType,
    string? LastFour,
    PaymentMethodDetails Details,
    PaymentMethodSchemaResponse? Schema,
    BalanceWire? Available,
    BalanceWire? Pending)
{
    private const string AccountNumberField = "usBankAccountNumber";

    /// <param name="number">The account number in the clear; null where there is none.</param>
    /// <param name="data">What the fields of a custom method hold.</param>
    /// <param name="isWhole">Whether account numbers are shown whole or by their last four, and what is on a wallet as it is or as nothing.</param>
    public PaymentMethodResponse Show(string? number, IReadOnlyDictionary<string, string>? data, bool isWhole)
    {
        var common = new PaymentMethodResponse(
            TypeOf(Kind), PaymentsIds.Write(PaymentsIds.PaymentMethod, Id), IsDefaultSource, IsDefaultDestination, CurrenciesShown, IsFrozen, Metadata,
            CreatedAt, UpdatedAt, ExternalId, IsConfirmed);
        return Kind switch
        {
            "bank_account" => common with
            {
                AccountName = AccountName ?? "",
                BankName = BankName ?? "",
                RoutingNumber = RoutingNumber ?? "",
                AccountNumber = isWhole && number is not null ? number : $"****{LastFour}",
                AccountType = AccountType?.ToUpperInvariant() ?? "UNKNOWN",
                Status = IsFrozen ? "ERRORED" : IsConfirmed ? "VERIFIED" : "NEW",
                CheckOptions = Details.CheckOptions is { } options ? CheckOptionsWire.Of(options, data, isWhole) : null,
            },
            "card" => common with
            {
                CardType = PaymentMethodWords.Of(Details.CardType ?? Domain.Payments.CardType.Unknown),
                CardBrand = Details.CardBrand is { } brand ? PaymentMethodWords.Of(brand) : null,
                LastFour = LastFour ?? "",
                ExpMonth = Details.ExpMonth ?? "",
                ExpYear = Details.ExpYear ?? "",
            },
            "check" => common with
            {
                PayToTheOrderOf = Details.PayToTheOrderOf ?? "",
                AddressLine1 = Details.AddressLine1 ?? "",
                AddressLine2 = Details.AddressLine2,
                City = Details.City ?? "",
                StateOrProvince = Details.StateOrProvince ?? "",
                PostalCode = Details.PostalCode ?? "",
                Country = Details.Country ?? "US",
            },
            "custom" => Custom(common, number, data, isWhole),
            "utility" => common with { UtilityId = Details.UtilityId ?? "" },
            "wallet" => common with { AvailableBalance = isWhole && Available is { } available ? available : Nothing, PendingBalance = isWhole && Pending is { } pending ? pending : Nothing },
            _ => common,
        };
    }

    private IReadOnlyList<string> CurrenciesShown => Currencies is { Count: > 0 } ? Currencies : Schema?.SupportedCurrencies ?? [Format == "iban" ? "EUR" : "USD"];

    private BalanceWire Nothing => new(0, CurrenciesShown[0]);

    private PaymentMethodResponse Custom(PaymentMethodResponse common, string? number, IReadOnlyDictionary<string, string>? data, bool isWhole)
    {
        // A field that the schema has no more may have held a number.
        var plain = Schema!.Fields.Where(field => field.UseAsAccountNumber != true && field.Type != AccountNumberField).Select(field => field.Name!).ToHashSet(StringComparer.Ordinal);
        var shown = (data ?? new Dictionary<string, string>())
            .ToDictionary(pair => pair.Key, pair => isWhole || plain.Contains(pair.Key) ? pair.Value : PaymentMethodSecrets.Masked(pair.Value), StringComparer.Ordinal);
        return common with
        {
            SchemaId = Schema.Id,
            Schema = Schema,
            Data = shown,
            ForeignId = ForeignId,
            AccountName = AccountName ?? ValueOf(field => field.UseAsAccountName == true),
            AccountNumber = number is null ? ValueOf(field => field.UseAsAccountNumber == true) : isWhole ? number : PaymentMethodSecrets.Masked(number),
            AvailableBalance = Details.AvailableBalance,
        };

        string? ValueOf(Func<PaymentMethodSchemaFieldWire, bool> isWanted) =>
            Schema.Fields.FirstOrDefault(isWanted)?.Name is { } name ? shown.GetValueOrDefault(name) : null;
    }

    private static string TypeOf(string kind) => kind switch
    {
        "bank_account" => "bankAccount",
        "off_platform" => "offPlatform",
        _ => kind,
    };
}
