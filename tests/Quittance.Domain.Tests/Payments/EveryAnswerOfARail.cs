using Quittance.Domain.Businesses;
using Quittance.Domain.Payments;

namespace Quittance.Domain.Tests.Payments;

/// <summary>Every status of a transaction × every answer that a rail can give, as one matrix.</summary>
public sealed class EveryAnswerOfARail
{
    private const string Matrix =
        """
                             Created    Pending    Completed  Failed     Reversed   Queued     Canceled   Returned
        Settled              Completed  Completed  Completed  Failed     Reversed   Completed  Canceled   Returned
        Pending              Pending    Pending    Completed  Failed     Reversed   Pending    Canceled   Returned
        Queued               Queued     Pending    Completed  Failed     Reversed   Queued     Canceled   Returned
        RejectedSource       Failed     Failed     Completed  Failed     Reversed   Failed     Canceled   Returned
        RejectedDestination  Reversed   Reversed   Completed  Failed     Reversed   Reversed   Canceled   Returned
        ReturnedSource       Failed     Failed     Returned   Failed     Reversed   Failed     Canceled   Returned
        ReturnedDestination  Reversed   Reversed   Returned   Failed     Reversed   Reversed   Canceled   Returned
        """;

    private static readonly DateTimeOffset Now = new(2026, 3, 2, 10, 0, 0, TimeSpan.Zero);

    private static readonly TransactionFailure Failure = new("R02", "Account closed");

    private static readonly Dictionary<string, RailAnswer> Answers = new()
    {
        ["Settled"] = new RailAnswer.Settled("ref-2"),
        ["Pending"] = new RailAnswer.Pending("ref-2", Now),
        ["Queued"] = new RailAnswer.Queued("ref-2", Now),
        ["RejectedSource"] = new RailAnswer.Rejected(Failure, FailedSide.Source),
        ["RejectedDestination"] = new RailAnswer.Rejected(Failure, FailedSide.Destination),
        ["ReturnedSource"] = new RailAnswer.Returned(Failure, FailedSide.Source),
        ["ReturnedDestination"] = new RailAnswer.Returned(Failure, FailedSide.Destination),
    };

    private static readonly Dictionary<(string Answer, TransactionStatus Status), TransactionStatus> Expected = ReadMatrix();

    public static TheoryData<string, TransactionStatus> Cases => new(
        from answer in Answers.Keys
        from status in Enum.GetValues<TransactionStatus>()
        select (answer, status));

    [Fact]
    public void The_matrix_has_every_kind_of_answer() => Assert.Equal(
        typeof(RailAnswer).GetNestedTypes().Where(type => !type.IsAbstract).ToHashSet(),
        Answers.Values.Select(answer => answer.GetType()).ToHashSet());

    [Theory]
    [MemberData(nameof(Cases))]
    public void Leads_where_the_matrix_says(string answer, TransactionStatus status)
    {
        var before = In(status);

        var after = before.After(Answers[answer], Now.AddMinutes(1));

        Assert.Equal(Expected[(answer, status)], after.Status);
        if (after.Status == status)
        {
            Assert.Equal(before, after);
        }
        else
        {
            Assert.Equal(Now.AddMinutes(1), after.UpdatedAt);
            Assert.Equal(Answers[answer] is RailAnswer.Rejected or RailAnswer.Returned ? Failure : null, after.Failure);
            Assert.Equal(Answers[answer] is RailAnswer.Rejected or RailAnswer.Returned ? "ref-1" : "ref-2", after.RailReference);
        }
    }

    [Theory]
    [InlineData(TransactionStatus.Created, true)]
    [InlineData(TransactionStatus.Queued, true)]
    [InlineData(TransactionStatus.Pending, false)]
    [InlineData(TransactionStatus.Completed, false)]
    [InlineData(TransactionStatus.Failed, false)]
    [InlineData(TransactionStatus.Reversed, false)]
    [InlineData(TransactionStatus.Canceled, false)]
    [InlineData(TransactionStatus.Returned, false)]
    public void Only_what_the_rail_has_not_begun_can_be_canceled(TransactionStatus status, bool can)
    {
        if (can)
        {
            Assert.Equal(TransactionStatus.Canceled, In(status).Cancel(Now).Status);
        }
        else
        {
            Assert.Equal(Refusal.PaymentStepRefused, Assert.Throws<RefusedException>(() => In(status).Cancel(Now)).Refusal);
        }
    }

    private static Transaction In(TransactionStatus status) => new(
        TransactionId.New(Now), TransactionType.WalletToWallet, status, new Money(1, Currency.Usd), BusinessId.New(Now), BusinessId.New(Now),
        PaymentMethodId.New(Now), PaymentMethodId.New(Now), null, "ref-1", Now, Now);

    private static Dictionary<(string Answer, TransactionStatus Status), TransactionStatus> ReadMatrix()
    {
        var rows = Matrix.Split('\n').Select(row => row.Split(' ', StringSplitOptions.RemoveEmptyEntries)).ToList();
        var statuses = rows[0].Select(Enum.Parse<TransactionStatus>).ToList();
        return rows.Skip(1)
            .SelectMany(row => statuses.Select((status, column) => (Case: (row[0], status), Next: Enum.Parse<TransactionStatus>(row[column + 1]))))
            .ToDictionary(cell => cell.Case, cell => cell.Next);
    }
}
