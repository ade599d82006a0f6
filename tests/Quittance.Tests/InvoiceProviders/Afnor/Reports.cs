using Quittance.Domain;
using Quittance.Domain.Intake;

namespace Quittance.Tests.InvoiceProviders.Afnor;

/// <summary>Reports of a bill's statuses between the fictive parties of the standard's examples.</summary>
internal static class Reports
{
    public static BillStatusReport Of(BillStatus status, string? reasonCode = null) => new(
        Guid.CreateVersion7(TimeProvider.System.GetUtcNow()),
        "flow-1",
        status,
        reasonCode ?? (status is BillStatus.Refused or BillStatus.Disputed ? "DOUBLON" : null),
        status is BillStatus.Refused or BillStatus.Disputed ? "Seen before" : null,
        status == BillStatus.Paid && Currency.TryOf("EUR", out var eur) ? new Money(1_200_000, eur) : null,
        new DateTimeOffset(2026, 11, 21, 8, 0, 0, TimeSpan.Zero))
    {
        InvoiceNumber = "F202500003",
        IssueDate = new DateOnly(2025, 7, 1),
        TypeCode = "380",
        SellerSiren = "100000009",
        SellerName = "LE VENDEUR",
        BuyerSiren = "200000008",
        BuyerName = "L'ACHETEUR",
    };
}
