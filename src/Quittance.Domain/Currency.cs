using System.Diagnostics.CodeAnalysis;
namespace Quittance.Domain;
/// <summary>Stub.</summary>
public sealed record Currency(string Code, int MinorDigits)
{
    /// <summary>Stub.</summary>
    public static Currency Eur { get; } = new("EUR", 2);
    /// <summary>Stub.</summary>
    public static Currency Usd { get; } = new("USD", 2);
    /// <summary>Stub.</summary>
    public static Currency Of(string code) => TryOf(code, out var currency) ? currency : throw new ArgumentException(code);
    /// <summary>Stub.</summary>
    public static bool TryOf(string? code, [NotNullWhen(true)] out Currency? currency)
    {
        currency = code switch { "EUR" => Eur, "USD" => Usd, "JPY" => new("JPY", 0), _ => null };
        return currency is not null;
    }

    /// <inheritdoc/>
    public override string ToString() => Code;
}
