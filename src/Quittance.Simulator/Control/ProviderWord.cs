using System.Diagnostics.CodeAnalysis;

namespace Quittance.Simulator.Control;

/// <summary>A provider in a path or query, in whatever case.</summary>
internal sealed record ProviderWord(Provider Value) : IParsable<ProviderWord>
{
    public static ProviderWord Parse(string s, IFormatProvider? provider) => TryParse(s, provider, out var word) ? word : throw new FormatException($"{s} is no provider");

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, [MaybeNullWhen(false)] out ProviderWord result)
    {
        var isOne = Enum.TryParse<Provider>(s, ignoreCase: true, out var value) && Enum.IsDefined(value);
        result = isOne ? new ProviderWord(value) : null;
        return isOne;
    }
}
