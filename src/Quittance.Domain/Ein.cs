using System.Diagnostics.CodeAnalysis;

namespace Quittance.Domain;

/// <summary>The Employer Identification Number of a business in the United States: nine digits, unchecked.</summary>
public sealed record Ein
{
    private Ein(string text) => Text = text;

    /// <summary>As the tax office writes it: two digits, a hyphen, seven digits.</summary>
    public string Text { get; }

    /// <summary>Reads "12-3456789" or "123456789"; with other hyphens it is another kind of number.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out Ein? ein)
    {
        ein = text.AsSpan().Trim() switch
        {
            _ when text?.Length > CompactText.RawMax => null,
            [_, _, '-', .. { Length: 7 }] hyphened => Of(hyphened[..2], hyphened[3..]),
            { Length: 9 } bare => Of(bare[..2], bare[2..]),
            _ => null,
        };
        return ein is not null;
    }

    public override string ToString() => Text;

    private static Ein? Of(ReadOnlySpan<char> prefix, ReadOnlySpan<char> serial) =>
        CompactText.IsDigits(prefix) && CompactText.IsDigits(serial) ? new Ein($"{prefix}-{serial}") : null;
}
