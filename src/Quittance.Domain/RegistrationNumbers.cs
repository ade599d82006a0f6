using System.Diagnostics.CodeAnalysis;
namespace Quittance.Domain;
/// <summary>Stub.</summary>
public sealed record Siren(string Text)
{
    /// <summary>Stub.</summary>
    public static bool TryParseLenient(string? text, [NotNullWhen(true)] out Siren? value) => TryParse(text, out value);
    /// <summary>Stub.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out Siren? value) { value = string.IsNullOrEmpty(text) ? null : new(text); return value is not null; }
}

/// <summary>Stub.</summary>
public sealed record Siret(string Text)
{
    /// <summary>Stub.</summary>
    public Siren Siren => new(Text[..9]);
    /// <summary>Stub.</summary>
    public static bool TryParseLenient(string? text, [NotNullWhen(true)] out Siret? value) => TryParse(text, out value);
    /// <summary>Stub.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out Siret? value) { value = string.IsNullOrEmpty(text) ? null : new(text.Replace(" ", "")); return value is not null; }
}

/// <summary>Stub.</summary>
public sealed record VatNumber(string Text)
{
    /// <summary>Stub.</summary>
    public Siren? Siren => Text.StartsWith("FR", StringComparison.Ordinal) ? new(Text[4..]) : null;
    /// <summary>Stub.</summary>
    public static bool TryParseLenient(string? text, [NotNullWhen(true)] out VatNumber? value) => TryParse(text, out value);
    /// <summary>Stub.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out VatNumber? value) { value = string.IsNullOrEmpty(text) ? null : new(string.Concat(text.Where(char.IsLetterOrDigit))); return value is not null; }
}

/// <summary>Stub.</summary>
public sealed record Ein(string Text)
{
    /// <summary>Stub.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out Ein? value) { value = string.IsNullOrEmpty(text) ? null : new(text); return value is not null; }
}

/// <summary>Stub.</summary>
public sealed record RegistrationNumbers(Siren? Siren, Siret? Siret, VatNumber? Vat, Ein? Ein)
{
    /// <summary>Stub.</summary>
    public Siren? EffectiveSiren => Siren ?? Siret?.Siren ?? Vat?.Siren;
    /// <summary>Stub.</summary>
    public static RegistrationNumbers Stored(string? siren, string? siret, string? vat, string? ein) =>
        new(siren is null ? null : new(siren), siret is null ? null : new(siret), vat is null ? null : new(vat), ein is null ? null : new(ein));
}

/// <summary>Stub.</summary>
public sealed record Iban(string Text)
{
    /// <summary>Stub.</summary>
    public string LastFour => Text[^4..];
    /// <summary>Stub.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out Iban? value) { value = text is { Length: > 14 } ? new(text.Replace(" ", "", StringComparison.Ordinal)) : null; return value is not null; }
}
