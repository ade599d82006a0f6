using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;

#pragma warning disable CA1034, CA1708 // A stand-in until the primitives are merged; delete this file then.
namespace Quittance.Domain;

/// <summary>Stub.</summary>
public sealed record Iban(string Text)
{
    /// <summary>Stub.</summary>
    public string LastFour => Text[^4..];

    /// <summary>Stub.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out Iban? value)
    {
        value = null;
        var bare = text?.Replace(" ", "", StringComparison.Ordinal).ToUpperInvariant() ?? "";
        if (bare.Length is < 15 or > 34 || !bare.All(char.IsAsciiLetterOrDigit) || !char.IsAsciiLetter(bare[0]))
        {
            return false;
        }

        var digits = string.Concat((bare[4..] + bare[..4]).Select(c => char.IsAsciiDigit(c) ? $"{c}" : (c - 'A' + 10).ToString(CultureInfo.InvariantCulture)));
        value = BigInteger.Parse(digits, CultureInfo.InvariantCulture) % 97 == 1 ? new(bare) : null;
        return value is not null;
    }
}

/// <summary>Stub.</summary>
public sealed record RoutingNumber(string Text)
{
    /// <summary>Stub.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out RoutingNumber? value)
    {
        value = null;
        if (text is { Length: 9 } && text.All(char.IsAsciiDigit))
        {
            var sum = text.Select((c, i) => (c - '0') * (i % 3) switch { 0 => 3, 1 => 7, _ => 1 }).Sum();
            value = sum % 10 == 0 ? new(text) : null;
        }

        return value is not null;
    }
}

/// <summary>Stub.</summary>
public static class RegistrationNumbersStub
{
    extension(RegistrationNumbers numbers)
    {
        /// <summary>Stub.</summary>
        public Siren? EffectiveSiren => numbers.Siren ?? numbers.Siret?.Siren;
    }

    extension(VatNumber vat)
    {
        /// <summary>Stub.</summary>
        public Siren? Siren => vat.Text.Length >= 9 ? new(vat.Text[^9..]) : null;
    }

    extension(Siren)
    {
        /// <summary>Stub.</summary>
        public static bool TryParseLenient(string? text, [NotNullWhen(true)] out Siren? value) => Siren.TryParse(text, out value);
    }

    extension(Siret)
    {
        /// <summary>Stub.</summary>
        public static bool TryParseLenient(string? text, [NotNullWhen(true)] out Siret? value) => Siret.TryParse(text, out value);
    }

    extension(VatNumber)
    {
        /// <summary>Stub.</summary>
        public static bool TryParseLenient(string? text, [NotNullWhen(true)] out VatNumber? value) => VatNumber.TryParse(text, out value);
    }
}
