using System.Globalization;
using Quittance.Domain;
using Quittance.Server.Api.Payments;

namespace Quittance.Server.Showing;

/// <summary>What is written into <c>transaction_documents</c> of a transaction, but for its numbers.</summary>
internal sealed record TransactionDocument(
    Guid Id, Guid PayerId, Guid PayeeId, Guid CreatorId, string Status, string Type, DateTimeOffset CreatedAt, string Terms, string[] Keys, byte[] Document)
{
    public static TransactionDocument Of(ShownTransaction transaction) => new(
        transaction.Id,
        transaction.PayerId,
        transaction.PayeeId,
        transaction.Bills.Count > 0 ? transaction.Bills[0].CreatorId : transaction.PayerId,
        transaction.Status,
        transaction.Type,
        transaction.Shown.CreatedAt,
        string.Join(Folding.Separator, TermsOf(transaction).Distinct(StringComparer.Ordinal)),
        [.. KeysOf(transaction).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
        PaymentsJson.Write(transaction.Shown));

    private static IEnumerable<string> TermsOf(ShownTransaction transaction)
    {
        foreach (var bill in transaction.Bills.Where(bill => bill.Shown.InvoiceNumber is not null))
        {
            yield return Folding.Fold(bill.Shown.InvoiceNumber!);
        }

        if (transaction.Shown.CheckNumber is { } check)
        {
            yield return check.ToString(CultureInfo.InvariantCulture);
        }

        // In the order of the bills: the rows of the shares come in any.
        foreach (var minor in transaction.Bills.Select(bill => transaction.Shares[bill.Id]).Prepend(transaction.AmountMinor))
        {
            yield return minor.ToString(CultureInfo.InvariantCulture);
            yield return new Money(minor, transaction.Currency).ToMajorText();
        }
    }

    private static IEnumerable<string> KeysOf(ShownTransaction transaction)
    {
        foreach (var bill in transaction.Bills)
        {
            foreach (var (key, value) in bill.Shown.Metadata)
            {
                yield return SearchKeys.Metadata(key);
                yield return SearchKeys.Metadata(key, value);
            }

            foreach (var line in bill.Shown.LineItems ?? [])
            {
                if (line.GlAccountId is { } account)
                {
                    yield return SearchKeys.LedgerAccount(account);
                }

                foreach (var (key, value) in line.Metadata ?? new Dictionary<string, string>())
                {
                    yield return SearchKeys.LineMetadata(key);
                    yield return SearchKeys.LineMetadata(key, value);
                }
            }
        }
    }
}
