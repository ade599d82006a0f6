using Quittance.Domain;
using Quittance.Server.Api.Payments;

namespace Quittance.Server.Showing;

/// <summary>A line of a bill as it is stored; its money is of the bill's currency.</summary>
internal sealed record ShownLine(
    Guid Id,
    string Category,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    long AmountMinor,
    string Description,
    string? Name,
    decimal Quantity,
    decimal UnitPrice,
    DateTimeOffset? ServiceStart,
    DateTimeOffset? ServiceEnd,
    IReadOnlyDictionary<string, string> Metadata,
    string? GlAccountId)
{
    public InvoiceLineItemResponse Of(Currency currency) => new(
        PaymentsIds.Write(PaymentsIds.LineItem, Id), currency.Code, Category, CreatedAt, UpdatedAt, new Money(AmountMinor, currency).ToMajor(), Description,
        Name, Quantity, UnitPrice, ServiceStart, ServiceEnd, Metadata, GlAccountId);
}
