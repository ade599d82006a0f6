using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;
using Quittance.Domain.Accounting;

namespace Quittance.Server.Accounting;

/// <summary>What an accounting system says, fit to be stored: PostgreSQL keeps no NUL in a text, and a stranger may send one.</summary>
internal static partial class StrangersText
{
    private const int IdMax = 500;

    [return: NotNullIfNotNull(nameof(text))]
    public static string? Of(string? text) => text?.Replace("\0", "", StringComparison.Ordinal);

    /// <summary>The same for JSON. A backslash that stands for itself begins no escape.</summary>
    public static string OfJson(string json) => EscapedNul().Replace(json, "${before}");

    public static AccountingCompany Of(AccountingCompany company) =>
        new(Of(company.Id), Of(company.Name), Of(company.LegalName), Of(company.Email), Of(company.BaseCurrency), Of(company.Type));

    /// <summary>Whether something can be called by it again: an id that is changed to fit is another one.</summary>
    public static bool IsId(string id) => id.Length is > 0 and <= IdMax && !id.Contains('\0', StringComparison.Ordinal);

    /// <summary>Whether a reference can be kept.</summary>
    public static bool IsReference(RemoteReference reference) =>
        IsId(reference.Id) && reference.Version.Length <= IdMax && !reference.Version.Contains('\0', StringComparison.Ordinal);

    [GeneratedRegex(@"(?<before>(?<!\\)(\\\\)*)\\u0000", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex EscapedNul();
}
