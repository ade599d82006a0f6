namespace Quittance.Server.Loading;

/// <summary>How much is loaded.</summary>
/// <param name="Transactions">How many are added, from 1 to <see cref="TransactionsMax"/>.</param>
/// <param name="Seed">The same seed makes the same businesses, bills and payments in the same organization, but for the times.</param>
internal sealed record LoadRequest(long Transactions, long Seed)
{
    public const long TransactionsMax = 100_000_000;

    private const int PayersMin = 5;
    private const int PayersMax = 2000;
    private const int VendorsMin = 20;
    private const int VendorsMax = 5000;
    private const int TransactionsPerBusiness = 50;
    private const int TransactionsPerConnection = 20;
    private const int ConnectionsMin = 3;
    private const int ConnectionsMax = 400;

    /// <summary>Between how many payers they are shared out.</summary>
    public int Payers => (int)Math.Min(Transactions, Math.Clamp(Transactions / TransactionsPerBusiness, PayersMin, PayersMax));

    /// <summary>How many vendors there are.</summary>
    public int Vendors => (int)Math.Clamp(Transactions / TransactionsPerBusiness, VendorsMin, VendorsMax);

    /// <summary>With how many of them a payer deals that gets so many transactions.</summary>
    public int ConnectionsOf(long transactions) => (int)Math.Clamp(transactions / TransactionsPerConnection, ConnectionsMin, Math.Min(Vendors, ConnectionsMax));
}
