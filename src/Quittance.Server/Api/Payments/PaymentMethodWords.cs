using System.Text.Json;
using Quittance.Domain.Payments;

namespace Quittance.Server.Api.Payments;

/// <summary>The dialect's words about payment methods.</summary>
internal static class PaymentMethodWords
{
    /// <summary>Kinds that a method can be of.</summary>
    public static readonly IReadOnlyDictionary<string, PaymentMethodKind> Kinds = Table<PaymentMethodKind>(Of);

    /// <summary>Kinds that lists can be narrowed to; of some there are no methods here, which is null.</summary>
    public static readonly IReadOnlyDictionary<string, PaymentMethodKind?> SearchedKinds = Kinds.Select(pair => KeyValuePair.Create(pair.Key, (PaymentMethodKind?)pair.Value))
        .Concat(new[] { "na", "bnpl", "virtualCard" }.Select(word => KeyValuePair.Create(word, (PaymentMethodKind?)null)))
        .ToDictionary(StringComparer.Ordinal);

    /// <summary>Kinds of US bank accounts; what is not known is null.</summary>
    public static readonly IReadOnlyDictionary<string, BankAccountType?> AccountTypes = new Dictionary<string, BankAccountType?>(StringComparer.Ordinal)
    {
        ["CHECKING"] = BankAccountType.Checking,
        ["SAVINGS"] = BankAccountType.Savings,
        ["UNKNOWN"] = null,
    };

    public static readonly IReadOnlyDictionary<string, CardType> CardTypes = Table<CardType>(Of);

    public static readonly IReadOnlyDictionary<string, CardBrand> CardBrands = Table<CardBrand>(Of);

    public static readonly IReadOnlyDictionary<string, PaymentMethodFieldType> FieldTypes = Table<PaymentMethodFieldType>(Of);

    public static string Of(PaymentMethodKind kind) => Camel(kind);

    public static string Of(CardType type) => Camel(type);

    public static string Of(CardBrand brand) => brand.ToString();

    public static string Of(PaymentMethodFieldType type) => Camel(type);

    private static string Camel<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());

    private static Dictionary<string, T> Table<T>(Func<T, string> word)
        where T : struct, Enum => Enum.GetValues<T>().ToDictionary(word, StringComparer.Ordinal);
}
