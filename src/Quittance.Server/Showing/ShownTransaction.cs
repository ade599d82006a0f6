using Quittance.Domain;
using Quittance.Server.Api.Payments;

namespace Quittance.Server.Showing;

/// <summary>A transaction as it is shown, with what it is found by.</summary>
/// <param name="Status">As it is stored.</param>
/// <param name="Type">As it is stored.</param>
/// <param name="Shares">How much of which bill it pays, in minor units.</param>
internal sealed record ShownTransaction(
    Guid Id,
    Guid PayerId,
    Guid PayeeId,
    string Status,
    string Type,
    Currency Currency,
    long AmountMinor,
    DateTimeOffset? CompletedAt,
    TransactionResponse Shown,
    IReadOnlyList<ShownInvoice> Bills,
    IReadOnlyDictionary<Guid, long> Shares)
{
    /// <summary>The same with its bills, which stand in the order in which they were made.</summary>
    public ShownTransaction With(IEnumerable<ShownInvoice> bills, IReadOnlyDictionary<Guid, long> shares)
    {
        var inOrder = bills.OrderBy(bill => bill.Shown.CreatedAt).ThenBy(bill => bill.Id).ToList();
        return this with { Shown = Shown with { Invoices = [.. inOrder.Select(bill => bill.Shown)] }, Bills = inOrder, Shares = shares };
    }
}
