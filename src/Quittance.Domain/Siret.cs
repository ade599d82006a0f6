using System.Diagnostics.CodeAnalysis;

namespace Quittance.Domain;

/// <summary>The number of one place of business of a French legal unit: its SIREN and five digits more.</summary>
public sealed record Siret
{
    private const string LaPoste = "356000000";
    private const string LaPosteHeadOffice = "35600000000048";

    private Siret(string text) => Text = text;

    /// <summary>Fourteen digits without spaces, leading zeros kept.</summary>
    public string Text { get; }

    /// <summary>The legal unit: the first nine digits.</summary>
    public Siren Siren => new(Text[..9]);

    /// <summary>Whether SIREN and whole have right check digits. Only a number read leniently can lack this.</summary>
    public bool HasValidCheckDigit =>
        Siren.HasValidCheckDigit && (IsLaPosteOffice ? DigitSum % 5 == 0 : Luhn.Holds(Text));

    // The offices of La Poste have no Luhn digit: all fourteen add up to a multiple of five. Its head office has one.
    private bool IsLaPosteOffice => Text.StartsWith(LaPoste, StringComparison.Ordinal) && Text != LaPosteHeadOffice;

    private int DigitSum => Text.Sum(digit => digit - '0');

    /// <summary>Reads a number that has to be right: one of our own businesses.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out Siret? siret)
    {
        siret = TryParseLenient(text, out var read) && read.HasValidCheckDigit ? read : null;
        return siret is not null;
    }

    /// <summary>Reads a number off a supplier's document, for matching: fourteen digits, right or not.</summary>
    /// <remarks>A bill is never turned away for its supplier's check digit. A SIREN of zeros means "none".</remarks>
    public static bool TryParseLenient(string? text, [NotNullWhen(true)] out Siret? siret)
    {
        siret = CompactText.TryReadDigits(text, 14, out var digits) && Siren.TryParseLenient(digits[..9], out _)
            ? new Siret(digits)
            : null;
        return siret is not null;
    }

    public override string ToString() => Text;
}
