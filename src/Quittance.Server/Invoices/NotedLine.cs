using Quittance.Domain;
using Quittance.Domain.Invoices;

namespace Quittance.Server.Invoices;

/// <summary>A line of a bill with what the organization notes beside it.</summary>
internal sealed record NotedLine(Guid Id, InvoiceLine Line, LineNotes Notes, DateTimeOffset CreatedAt)
{
    /// <summary>The lines of a bill after a caller has said what they are.</summary>
    public static IReadOnlyList<NotedLine> After(IReadOnlyList<NotedLine> before, IReadOnlyList<InvoiceLineChange> changes, Currency currency, DateTimeOffset now)
    {
        var faults = new List<FieldFault>();
        var lines = new List<NotedLine>();
        foreach (var (position, change) in changes.Index())
        {
            var old = change.Id is { } id ? before.FirstOrDefault(line => line.Id == id) : null;
            if (change.Id is not null && old is null)
            {
                faults.Add(new FieldFault($"lineItems[{position}].id", "there is no such line on this invoice"));
            }
            else if (lines.Any(line => old is not null && line.Id == old.Id))
            {
                faults.Add(new FieldFault($"lineItems[{position}].id", "the line is named twice"));
            }
            else if (change.Currency is { } other && other != currency)
            {
                faults.Add(new FieldFault($"lineItems[{position}].currency", $"a line is in the invoice's currency, which is {currency}"));
            }
            else if (LineOf(old?.Line, change, currency) is { } line)
            {
                lines.Add(new NotedLine(old?.Id ?? Guid.CreateVersion7(now), line, NotesOf(old?.Notes ?? LineNotes.None, change), old?.CreatedAt ?? now));
            }
            else
            {
                faults.Add(new FieldFault($"lineItems[{position}]", "it comes to more than an amount may be"));
            }
        }

        return faults.Count == 0 ? lines : throw new RefusedException(Refusal.InvalidInput, "Validation failed.", faults);
    }

    /// <summary>The notes of a line after a caller has said what they are.</summary>
    public static LineNotes NotesOf(LineNotes notes, InvoiceLineChange change) => new(
        change.Name ?? notes.Name, change.Category ?? notes.Category, change.ServiceStart ?? notes.ServiceStart, change.ServiceEnd ?? notes.ServiceEnd,
        change.Metadata ?? notes.Metadata, change.LedgerAccount ?? notes.LedgerAccount);

    // Quantity, price and amount each follow from the other two where they are not said.
    private static InvoiceLine? LineOf(InvoiceLine? old, InvoiceLineChange change, Currency currency)
    {
        if (change.Amount is { } said && Math.Abs(said) > Money.MinorMax)
        {
            return null;
        }

        var quantity = change.Quantity ?? old?.Quantity ?? 1;
        var isRepriced = change.Quantity is not null || change.UnitPrice is not null;
        var price = PriceOf(old, change, currency) ?? (change.Amount is { } all && (old is null || !isRepriced) && quantity != 0 ? Fine(all / quantity) : old?.UnitPrice ?? 0);
        var minor = change.Amount is { } amount ? MinorOf(amount, currency)
            : old is not null && !isRepriced ? old.AmountMinor
            : price == 0 || Math.Abs(quantity) <= Money.MinorMax / Math.Abs(price) ? MinorOf(quantity * price, currency)
            : null;
        var text = change.Description ?? old?.Description ?? change.Name ?? "";
        return minor is { } found ? new InvoiceLine(text, quantity, price, found, old?.TaxRate) : null;
    }

    // As fine as the currency. A finer one, which another dialect has stated, stays when it is only repeated.
    private static decimal? PriceOf(InvoiceLine? old, InvoiceLineChange change, Currency currency) =>
        change.UnitPrice is { } said && said != old?.UnitPrice ? decimal.Round(said, currency.MinorDigits, MidpointRounding.ToZero) : change.UnitPrice;

    private static long? MinorOf(decimal major, Currency currency) => Money.TryFromMajorTruncated(major, currency, out var money) == MoneyFault.None ? money!.Minor : null;

    private static decimal Fine(decimal price) => decimal.Round(price, InvoiceLine.DecimalsMax);
}
