using System.Diagnostics.CodeAnalysis;

namespace Quittance.Domain;

/// <summary>The number of a French legal unit: nine digits, the last a Luhn check digit; it never changes.</summary>
public sealed record Siren
{
    internal Siren(string text) => Text = text;

    /// <summary>Nine digits without spaces, leading zeros kept.</summary>
    public string Text { get; }

    /// <summary>Whether the last digit is right for the others. Only a number read leniently can lack this.</summary>
    public bool HasValidCheckDigit => Luhn.Holds(Text);

    /// <summary>Reads a number that has to be right: one of our own businesses.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out Siren? siren)
    {
        siren = TryParseLenient(text, out var read) && read.HasValidCheckDigit ? read : null;
        return siren is not null;
    }

    /// <summary>Reads a number off somebody else's document, for matching: nine digits, right or not.</summary>
    /// <remarks>Nine zeros stand for "none" on documents and would match each other, so they are no number.</remarks>
    public static bool TryParseLenient(string? text, [NotNullWhen(true)] out Siren? siren)
    {
        siren = CompactText.TryReadDigits(text, 9, out var digits) && digits != "000000000" ? new Siren(digits) : null;
        return siren is not null;
    }

    public override string ToString() => Text;
}
