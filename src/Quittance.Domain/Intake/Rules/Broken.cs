using System.Globalization;

namespace Quittance.Domain.Intake.Rules;

/// <summary>What all families of rules say and compute in the same way.</summary>
internal static class Broken
{
    public const string Invoice = "The invoice";

    public static DocumentFault Rule(string rule, string message) => new(rule, message, null);

    /// <summary>A term that has to be there and is not, or could not be read.</summary>
    public static IEnumerable<DocumentFault> Unless(bool isThere, string rule, string what, string where = Invoice) =>
        isThere ? [] : [Rule(rule, $"{where} has no readable {what}.")];

    /// <summary>XPath's round() to that many digits, 0 or 2: half goes up, also below zero.</summary>
    public static decimal Round(decimal value, int digits)
    {
        var scale = digits == 0 ? 1m : 100m;
        return decimal.Floor((value * scale) + 0.5m) / scale;
    }

    /// <summary>Unknown as soon as one part is: the missing part is reported under its own rule.</summary>
    public static decimal? Sum(IEnumerable<decimal?> parts) => parts.Aggregate((decimal?)0m, (sum, part) => sum + part);

    public static string Show(decimal? value) => value?.ToString(CultureInfo.InvariantCulture) ?? "nothing";
}
