using Quittance.Domain.Businesses;
using Quittance.Domain.Payments;

namespace Quittance.Server.Loading;

/// <summary>What a load has added, and where a benchmark may look.</summary>
/// <param name="Rows">In all tables together.</param>
/// <param name="Cursor">A transaction in the middle of those of the largest payer.</param>
internal sealed record LoadReport(
    long Transactions, long Rows, int Payers, int Vendors, BusinessId LargestPayer, long LargestPayerTransactions, BusinessId SmallPayer, long SmallPayerTransactions,
    TransactionId Cursor, DateTimeOffset From, DateTimeOffset Until, TimeSpan Took);
