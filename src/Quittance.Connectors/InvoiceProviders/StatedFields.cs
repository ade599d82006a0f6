using System.Globalization;
using System.Text.Json;
using Quittance.Connectors.Http;
using Quittance.Domain;
using Quittance.Domain.Intake;

namespace Quittance.Connectors.InvoiceProviders;

/// <summary>Reads what a provider's API states of a bill. A value that is there but cannot be what it should be is <see cref="ProviderFault.BadAnswer"/>.</summary>
internal static class StatedFields
{
    private const NumberStyles AmountStyle = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;

    private const int AmountTextMax = 40;

    /// <summary>An amount, written as text or as a number.</summary>
    public static decimal? Amount(this JsonElement parent, string name) => parent.Text(name) switch
    {
        null => null,
        { Length: <= AmountTextMax } text when decimal.TryParse(text, AmountStyle, CultureInfo.InvariantCulture, out var amount) && Math.Abs(amount) <= EInvoice.AmountMax => amount,
        _ => throw Bad(name, "an amount"),
    };

    /// <summary>A date, or the date of a time.</summary>
    public static DateOnly? Day(this JsonElement parent, string name) => parent.Text(name) switch
    {
        null => null,
        { Length: >= 10 } text when DateOnly.TryParseExact(text.AsSpan(0, 10), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) => day,
        _ => throw Bad(name, "a date"),
    };

    /// <summary>A name, a number, a code: on one line, and null when only spaces are left.</summary>
    public static string? Line(this JsonElement parent, string name) =>
        parent.Text(name) is { } text && string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)) is { Length: > 0 } line ? line : null;

    /// <summary>The time of a change as a version: the same however the provider writes it.</summary>
    public static string Version(DateTimeOffset changed) => changed.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    /// <summary>A SIREN or SIRET with the scheme that matching looks for; any other number without one.</summary>
    /// <remarks>
    /// Portugal, Spain and others have tax numbers of nine digits too, so only a number whose check digit holds is taken for a French one.
    /// </remarks>
    public static EInvoiceIdentifier Registration(string number) =>
        Siret.TryParse(number, out var siret) ? new EInvoiceIdentifier(siret.Text, "0009")
        : Siren.TryParse(number, out var siren) ? new EInvoiceIdentifier(siren.Text, "0002")
        : new EInvoiceIdentifier(number, null);

    private static ProviderException Bad(string name, string wanted) =>
        new(ProviderFault.BadAnswer, $"The provider's answer has a {name} that is not {wanted}.");
}
