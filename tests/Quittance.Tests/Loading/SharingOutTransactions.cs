using Quittance.Server.Loading;

namespace Quittance.Tests.Loading;

public sealed class SharingOutTransactions
{
    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(100)]
    [InlineData(2_000)]
    [InlineData(54_321)]
    [InlineData(1_000_000)]
    [InlineData(100_000_000)]
    public void Every_payer_gets_some_and_the_first_one_most(long transactions)
    {
        var request = new LoadRequest(transactions, 1);

        var counts = LoadShares.Of(transactions, request.Payers);

        Assert.Equal(transactions, counts.Sum());
        Assert.All(counts, count => Assert.InRange(count, 1, counts[0]));
    }

    [Theory]
    [InlineData(2_000)]
    [InlineData(1_000_000)]
    public void The_first_one_holds_a_tenth(long transactions)
    {
        var counts = LoadShares.Of(transactions, new LoadRequest(transactions, 1).Payers);

        Assert.InRange((double)counts[0] / transactions, LoadShares.Largest - 0.001, LoadShares.Largest + 0.001);
    }
}
