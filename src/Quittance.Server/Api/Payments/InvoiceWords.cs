using Quittance.Domain.Invoices;
using Quittance.Server.Showing;
using Quittance.Server.Storage;

namespace Quittance.Server.Api.Payments;

/// <summary>Words of bills in the dialect, as callers send them.</summary>
internal static class InvoiceWords
{
    /// <summary>For the documents.</summary>
    public const string AboutStatuses = "DRAFT, NEW, APPROVED, SCHEDULED, PENDING, PAID, ARCHIVED, REFUSED, CANCELED or FAILED.";

    /// <summary>The status of bills that belong to a group and to no entity, of which there are none here.</summary>
    public const string Unassigned = "UNASSIGNED";

    public static readonly IReadOnlyDictionary<string, InvoiceStatus> Statuses =
        Enum.GetValues<InvoiceStatus>().ToDictionary(ShownInvoices.WordOf, StringComparer.Ordinal);

    public static readonly IReadOnlyDictionary<string, InvoiceFailureType> Failures = Of<InvoiceFailureType>();

    public static readonly IReadOnlyDictionary<string, CheckDelivery> CheckDeliveries = Of<CheckDelivery>();

    public static readonly IReadOnlyDictionary<string, AchDelivery> AchDeliveries =
        Of<AchDelivery>().ToDictionary(pair => $"ACH_{pair.Key}", pair => pair.Value, StringComparer.Ordinal);

    /// <summary>Types of files, and how they are stored.</summary>
    public static readonly IReadOnlyDictionary<string, DocumentType> Documents =
        new[] { "INVOICE", "PAYMENT_CONFIRMATION", "TEN_NINETY_NINE", "W9", "CHECK", "BANK_STATEMENT", "CONTRACT", "OTHER" }
#pragma warning disable CA1308 // Columns are in small letters.
            .ToDictionary(word => word, word => new DocumentType(word.ToLowerInvariant()), StringComparer.Ordinal);
#pragma warning restore CA1308

    /// <summary>A type of file as it is stored.</summary>
    internal readonly record struct DocumentType(string Stored);

    private static Dictionary<string, T> Of<T>()
        where T : struct, Enum => Enum.GetValues<T>().ToDictionary(value => Words.Of(value).ToUpperInvariant(), StringComparer.Ordinal);
}
