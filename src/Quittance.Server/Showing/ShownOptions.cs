using System.Text.Json;
using Quittance.Domain.Invoices;
using Quittance.Server.Api.Payments;
using Quittance.Server.Storage;

namespace Quittance.Server.Showing;

/// <summary>How money is to be taken and to arrive, from the core's words into the dialect's.</summary>
internal static class ShownOptions
{
    /// <param name="json">A stored <see cref="DestinationOptions"/>; null where nothing was chosen.</param>
    public static PaymentDestinationOptionsWire? Destination(string? json) =>
        json is null ? null : Of(JsonSerializer.Deserialize<DestinationOptions>(json, StoredJson.Options)!);

    /// <param name="json">Stored <see cref="Domain.Invoices.SourceOptions"/>; null where nothing was chosen.</param>
    public static PaymentSourceOptionsWire? Source(string? json) => json is not null && JsonSerializer.Deserialize<SourceOptions>(json, StoredJson.Options) is { } options
        ? new PaymentSourceOptionsWire(
            options.Type, options.InstallmentsStart?.ToString("O", System.Globalization.CultureInfo.InvariantCulture), options.DefermentWeeks,
            options.AcceptedTerms, options.LoanId, options.DownpaymentId)
        : null;

    public static PaymentDestinationOptionsWire? Of(DestinationOptions options) => options switch
    {
        { Check: not null } or { PrintsDescription: not null } => new("check", options.Check is { } check ? WordOf(check) : null, options.PrintsDescription, null, null, null),
        { Ach: not null } or { Description: not null } => new("bankAccount", options.Ach is { } ach ? $"ACH_{WordOf(ach)}" : null, null, options.Description, null, null),
        { UtilityAccount: { } account } => new("utility", null, null, null, account, null),
        { DynamicUrls: { } urls } => new("custom", null, null, null, null, urls),
        _ => null,
    };

    private static string WordOf<T>(T value)
        where T : struct, Enum => Words.Of(value).ToUpperInvariant();
}
