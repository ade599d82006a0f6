using System.Diagnostics.CodeAnalysis;
namespace Quittance.Domain;
/// <summary>Stub.</summary>
public sealed record Siren(string Text)
{
    /// <summary>Stub.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out Siren? value) { value = string.IsNullOrEmpty(text) ? null : new(text); return value is not null; }
}

/// <summary>Stub.</summary>
public sealed record Siret(string Text)
{
    /// <summary>Stub.</summary>
    public Siren Siren => new(Text[..9]);
    /// <summary>Stub.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out Siret? value) { value = string.IsNullOrEmpty(text) ? null : new(text.Replace(" ", "")); return value is not null; }
}

/// <summary>Stub.</summary>
public sealed record VatNumber(string Text)
{
    /// <summary>Stub.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out VatNumber? value) { value = string.IsNullOrEmpty(text) ? null : new(text); return value is not null; }
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
    public static RegistrationNumbers Stored(string? siren, string? siret, string? vat, string? ein) =>
        new(siren is null ? null : new(siren), siret is null ? null : new(siret), vat is null ? null : new(vat), ein is null ? null : new(ein));
}
