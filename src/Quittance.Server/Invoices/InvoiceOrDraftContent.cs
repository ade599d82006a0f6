using Quittance.Domain;
using Quittance.Domain.Invoices;

namespace Quittance.Server.Invoices;

/// <summary>What a bill says, whether or not it is whole.</summary>
internal sealed record InvoiceOrDraftContent(Currency Currency, Money? Amount, DateOnly? DueDate, InvoiceDetails Details)
{
    public static InvoiceOrDraftContent Of(InvoiceDraft draft) => new(draft.Currency, draft.Amount, draft.DueDate, draft.Details);

    public static InvoiceOrDraftContent Of(Invoice invoice) => new(invoice.Amount.Currency, invoice.Amount, invoice.DueDate, invoice.Details);

    /// <summary>The content after a caller has said what it is.</summary>
    /// <param name="lines">All lines; as they were where the caller did not speak of them.</param>
    public InvoiceOrDraftContent After(InvoiceChange change, IReadOnlyList<NotedLine> lines)
    {
        var currency = change.Currency ?? Currency;
        if (change.Amount is null && Amount is not null && currency != Currency)
        {
            throw Faulty("amount", "amount is required with another currency");
        }

        var date = change.InvoiceDate ?? Details.InvoiceDate;
        return new InvoiceOrDraftContent(
            currency,
            change.Amount is { } major ? Positive(major, currency) : Amount,
            change.DueDate ?? DueDate ?? DueAfter(date, change.NetTermsDays),
            Details with
            {
                Number = change.Number ?? Details.Number,
                InvoiceDate = date,
                TaxMinor = Minor("taxAmount", change.Tax, currency) ?? Details.TaxMinor,
                Lines = [.. lines.Select(line => line.Line)],
            });
    }

    /// <summary>What of this is frozen once a bill is submitted and would be another, in the words of the dialect that says it all at once.</summary>
    public IEnumerable<string> FrozenChanges(InvoiceOrDraftContent before)
    {
        if (Amount != before.Amount)
        {
            yield return Currency == before.Currency ? "amount" : "currency";
        }

        if (DueDate != before.DueDate)
        {
            yield return "dueDate";
        }
    }

    /// <summary>Major units of a bill in its minor ones, what is too fine dropped.</summary>
    public static long? Minor(string field, decimal? major, Currency currency) => major is not { } given ? null
        : Money.TryFromMajorTruncated(given, currency, out var money) == MoneyFault.None && money!.Minor >= 0 ? money.Minor
        : throw Faulty(field, $"{field} must not be negative, nor more than an amount may be");

    private static DateOnly? DueAfter(DateOnly? date, int? days) =>
        date is { } day && days is { } terms && day <= DateOnly.MaxValue.AddDays(-terms) ? day.AddDays(terms) : null;

    private static Money Positive(decimal major, Currency currency) =>
        Money.TryFromMajorTruncated(major, currency, out var money) == MoneyFault.None && money!.IsPositive
            ? money
            : throw Faulty("amount", $"amount must be a positive number, at least one minor unit of {currency}");

    private static RefusedException Faulty(string field, string message) => new(Refusal.InvalidInput, "Validation failed.", new FieldFault(field, message));
}
