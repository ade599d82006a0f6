using System.Diagnostics.CodeAnalysis;

namespace Quittance.Domain;

/// <summary>The number of a bank in the United States, given by the American Bankers Association.</summary>
/// <remarks>It names a bank, not an account, and is no secret.</remarks>
public sealed record RoutingNumber
{
    private RoutingNumber(string text) => Text = text;

    /// <summary>Nine digits, leading zeros kept.</summary>
    public string Text { get; }

    /// <summary>Reads nine digits whose sum, weighed 3, 7, 1 in turn, is a multiple of ten; not nine zeros.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out RoutingNumber? routing)
    {
        routing = CompactText.TryRead(text, separators: "", out var digits) && IsValid(digits)
            ? new RoutingNumber(digits)
            : null;
        return routing is not null;
    }

    /// <summary>Whether it has the form of the numbers in published examples: eight digits. No bank has such a one, so only a sandbox can pay by it.</summary>
    public static bool IsSample(string? text) => text is { Length: 8 } && CompactText.IsDigits(text);

    public override string ToString() => Text;

    private static bool IsValid(string text)
    {
        if (text.Length != 9 || !CompactText.IsDigits(text) || text == "000000000")
        {
            return false;
        }

        var sum = 0;
        for (var place = 0; place < text.Length; place += 3)
        {
            sum += (3 * (text[place] - '0')) + (7 * (text[place + 1] - '0')) + (text[place + 2] - '0');
        }

        return sum % 10 == 0;
    }
}
