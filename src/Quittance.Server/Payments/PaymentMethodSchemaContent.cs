using Quittance.Domain;
using Quittance.Domain.Payments;

namespace Quittance.Server.Payments;

/// <summary>What a caller says of a payment method schema.</summary>
internal sealed record PaymentMethodSchemaContent(
    string Name,
    bool IsSource,
    bool IsDestination,
    IReadOnlyList<Currency> Currencies,
    IReadOnlyList<PaymentMethodField> Fields,
    int ProcessingDays,
    decimal? MaxAmount,
    decimal MinAmount)
{
    public PaymentMethodSchema At(PaymentMethodSchemaId id, DateTimeOffset createdAt, DateTimeOffset now) =>
        new(id, Name, IsSource, IsDestination, Currencies, Fields, ProcessingDays, MaxAmount, MinAmount, createdAt, now);
}
