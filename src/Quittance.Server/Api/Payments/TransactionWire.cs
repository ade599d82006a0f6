using System.ComponentModel;
using System.Text.Json.Serialization;
using Quittance.Domain;
using Quittance.Domain.Invoices;
using Quittance.Domain.Payments;
using Quittance.Server.Invoices;
using Quittance.Server.Payments;

namespace Quittance.Server.Api.Payments;

/// <summary>A page of the search.</summary>
public sealed record TransactionList(
    [property: Description("How many there are in all, exactly.")] long Count,
    bool HasMore,
    IReadOnlyList<TransactionResponse> Data)
{
    internal static TransactionList Of(TransactionPage page) => new(page.Count, page.HasMore, [.. page.Items.Select(TransactionResponse.Of)]);
}

/// <summary>A transaction.</summary>
public sealed record TransactionResponse(
    [property: Description("One of the ten transaction types.")] string Type,
    string Id,
    string Status,
    [property: Description("In minor units of the currency, as seed 004 shows it (10000 beside an invoice of 100 USD).")] long Amount,
    string Currency,
    string PayerId,
    CounterpartyResponse Payer,
    string PaymentSourceId,
    PaymentMethodResponse PaymentSource,
    string VendorId,
    CounterpartyResponse Vendor,
    string PaymentDestinationId,
    PaymentMethodResponse PaymentDestination,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] FailureReason? FailureReason,
    IReadOnlyList<TransactionInvoice> Invoices,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt)
{
    internal static TransactionResponse Of(TransactionView view) => new(
        TypeOf(view.Transaction.Type),
        PaymentsIds.Write(PaymentsIds.Transaction, view.Transaction.Id.Value),
        view.Transaction.Status.ToString().ToUpperInvariant(),
        view.Transaction.Amount.Minor,
        view.Transaction.Amount.Currency.Code,
        PaymentsIds.Write(PaymentsIds.Entity, view.Payer.Id.Value),
        CounterpartyResponse.Of(view.Payer, isPayor: true),
        PaymentsIds.Write(PaymentsIds.PaymentMethod, view.Source.Id.Value),
        PaymentMethodResponse.Of(view.Source),
        PaymentsIds.Write(PaymentsIds.Entity, view.Vendor.Id.Value),
        CounterpartyResponse.Of(view.Vendor, isPayor: false),
        PaymentsIds.Write(PaymentsIds.PaymentMethod, view.Destination.Id.Value),
        PaymentMethodResponse.Of(view.Destination),
        view.Transaction.Failure is { } failure ? new FailureReason(failure.Code, failure.Description) : null,
        [.. view.Invoices.Select(TransactionInvoice.Of)],
        view.Transaction.CreatedAt,
        view.Transaction.UpdatedAt);

    private static string TypeOf(TransactionType type) => char.ToLowerInvariant($"{type}"[0]) + $"{type}"[1..];
}

/// <summary>Why a transaction did not stand.</summary>
public sealed record FailureReason(string Code, string Description);

/// <summary>A payer or vendor; what is not known of another organization's business is empty.</summary>
public sealed record CounterpartyResponse(
    string Id,
    string Name,
    string Email,
    string AccountType,
    string Status,
    bool IsCustomer,
    bool AcceptedTos,
    bool IsPayor,
    bool IsPayee,
    bool IsNetworkPayor,
    bool IsNetworkPayee,
    EntityProfile Profile,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? ForeignId,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt)
{
    internal static CounterpartyResponse Of(TransactionParty party, bool isPayor)
    {
        var isOwn = party.CreatedAt is not null;
        return new CounterpartyResponse(
            PaymentsIds.Write(PaymentsIds.Entity, party.Id.Value),
            party.Name,
            party.Email ?? "",
            "business",
            "verified",
            isOwn,
            isOwn,
            isPayor,
            !isPayor,
            isPayor && !isOwn,
            !isPayor && !isOwn,
            new EntityProfile(new BusinessProfile(party.Name, false)),
            party.ForeignId,
            party.CreatedAt ?? DateTimeOffset.UnixEpoch,
            party.UpdatedAt ?? DateTimeOffset.UnixEpoch);
    }
}

/// <summary>Who an entity is.</summary>
public sealed record EntityProfile(BusinessProfile Business);

/// <summary>A business's profile.</summary>
public sealed record BusinessProfile(string LegalBusinessName, [property: JsonPropertyName("taxIDProvided")] bool TaxIdProvided);

/// <summary>Where money comes from or goes to; account numbers show their last four characters.</summary>
public sealed record PaymentMethodResponse(
    string Type,
    string Id,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? AccountName,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? BankName,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? RoutingNumber,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? AccountNumber,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? AccountType,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Status,
    bool IsDefaultSource,
    bool IsDefaultDestination,
    IReadOnlyList<string> SupportedCurrencies,
    bool Frozen,
    IReadOnlyDictionary<string, string> Metadata,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt)
{
    internal static PaymentMethodResponse Of(PaymentMethod method)
    {
        var isAccount = method.Kind == PaymentMethodKind.BankAccount;
        return new PaymentMethodResponse(
            isAccount ? "bankAccount" : "wallet",
            PaymentsIds.Write(PaymentsIds.PaymentMethod, method.Id.Value),
            isAccount ? method.AccountName ?? "" : null,
            isAccount ? "" : null,
            isAccount ? method.RoutingNumber ?? "" : null,
            isAccount ? $"****{method.LastFour}" : null,
            isAccount ? method.AccountType?.ToString().ToUpperInvariant() ?? "UNKNOWN" : null,
            isAccount ? method.IsConfirmed ? "VERIFIED" : "NEW" : null,
            false,
            false,
            [],
            method.IsFrozen,
            new Dictionary<string, string>(),
            method.CreatedAt,
            method.UpdatedAt);
    }
}

/// <summary>An invoice that a transaction pays.</summary>
public sealed record TransactionInvoice(
    string Id,
    string Status,
    [property: Description("In major units.")] decimal Amount,
    string Currency,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? InvoiceNumber,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateOnly? InvoiceDate,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateOnly? DueDate,
    string PayerId,
    string VendorId,
    IReadOnlyList<TransactionInvoiceLine> LineItems,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt)
{
    internal static TransactionInvoice Of(InvoiceRow row) => new(
        PaymentsIds.Write(PaymentsIds.Invoice, row.Invoice.Id.Value),
        StatusOf(row.Invoice.Status),
        row.Invoice.Amount.ToMajor(),
        row.Invoice.Amount.Currency.Code,
        row.Invoice.Details.Number,
        row.Invoice.Details.InvoiceDate,
        row.Invoice.DueDate,
        PaymentsIds.Write(PaymentsIds.Entity, row.Invoice.PayerId.Value),
        PaymentsIds.Write(PaymentsIds.Entity, row.Invoice.PayeeId.Value),
        [.. row.Invoice.Details.Lines.Select(line => TransactionInvoiceLine.Of(line, row.Invoice.Amount.Currency))],
        row.Invoice.CreatedAt,
        row.Invoice.UpdatedAt);

    // Product decisions, "States": the Payments dialect's word for each.
    private static string StatusOf(InvoiceStatus status) => status switch
    {
        InvoiceStatus.Draft => "DRAFT",
        InvoiceStatus.Submitted => "NEW",
        InvoiceStatus.Approved => "APPROVED",
        InvoiceStatus.Declined => "REFUSED",
        InvoiceStatus.Scheduled => "SCHEDULED",
        InvoiceStatus.Paying => "PENDING",
        InvoiceStatus.Failed => "FAILED",
        InvoiceStatus.Paid => "PAID",
        InvoiceStatus.Canceled => "CANCELED",
        InvoiceStatus.Archived => "ARCHIVED",
    };
}

/// <summary>One line of an invoice, in major units.</summary>
public sealed record TransactionInvoiceLine(string Description, decimal Quantity, decimal UnitPrice, decimal Amount, string Currency)
{
    internal static TransactionInvoiceLine Of(InvoiceLine line, Currency currency) =>
        new(line.Description, line.Quantity, line.UnitPrice, new Money(line.AmountMinor, currency).ToMajor(), currency.Code);
}
