using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Quittance.Domain.Payments;
using Quittance.Server.Api.Payments.Documents;
using Quittance.Server.Security;

namespace Quittance.Server.Api.Payments;

/// <summary>A page of the search.</summary>
public sealed record TransactionList(
    [property: Description("How many there are in all, exactly.")] long Count,
    bool HasMore,
    IReadOnlyList<TransactionResponse> Data);

/// <summary>A payment of one bill or several. Inside a bill it comes without its bills.</summary>
public sealed record TransactionResponse(
    [property: AllowedValues(
        "bankAccountToBankAccount", "bankAccountToMailedCheck", "bankAccountToPrintedCheck", "bankAccountToWallet", "cardToBankAccount", "cardToWallet",
        "walletToBankAccount", "walletToWallet", "custom", "offPlatform")] string Type,
    string Id,
    [property: AllowedValues("CREATED", "PENDING", "COMPLETED", "FAILED", "REVERSED", "QUEUED", "CANCELED", "RETURNED")] string Status,
    [property: Description("In minor units of the currency, as seed 004 shows it (10000 beside an invoice of 100 USD).")] decimal Amount,
    string Currency,
    string PayerId,
    EntityMark Payer,
    string PaymentSourceId,
    MethodMark PaymentSource,
    string VendorId,
    EntityMark Vendor,
    string PaymentDestinationId,
    MethodMark PaymentDestination,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    PaymentDestinationOptionsWire? PaymentDestinationOptions = null,
    FeesResponse? Fees = null,
    FailureReason? FailureReason = null,
    [property: Description("Checks")] int? CheckNumber = null,
    [property: Description("Mailed checks; missing until it is mailed")] DateTimeOffset? MailedOnDate = null,
    IReadOnlyList<InvoiceResponse>? Invoices = null)
{
    internal static string TypeOf(TransactionType type) => char.ToLowerInvariant($"{type}"[0]) + $"{type}"[1..];
}

/// <summary>Why a transaction did not stand.</summary>
public sealed record FailureReason(string Code, string Description);

#pragma warning disable CA1054, CA1056 // The address is a text on the wire.
/// <summary>Where a file is, and what it is.</summary>
public sealed record BulkDownloadResponse([property: Description("Absolute; serves for 15 minutes.")] string Url, string MimeType)
{
    /// <param name="root">Where this server is reached.</param>
    internal static BulkDownloadResponse Of(string root, Token link, bool isCsv) =>
        new($"{root}{DownloadEndpoints.PathOf(link)}", isCsv ? DownloadEndpoints.CsvType : DownloadEndpoints.JsonType);
}
