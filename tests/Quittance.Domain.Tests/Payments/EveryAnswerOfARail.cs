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
        Canceled             Canceled   Canceled   Completed  Failed     Reversed   Canceled   Canceled   Returned
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
        ["Canceled"] = new RailAnswer.Canceled(),
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
            Assert.Equal(Answers[answer] is RailAnswer.Rejected or RailAnswer.Returned or RailAnswer.Canceled ? "ref-1" : "ref-2", after.RailReference);
        }
    }

    public static TheoryData<TransactionStatus, bool, string> Cancelings => new(
        from status in Enum.GetValues<TransactionStatus>()
        from isInstructed in (bool[])[false, true]
        from said in (string[])["nothing", "canceled", "pending", "settled"]
        select (status, isInstructed, said));

    [Theory]
    [MemberData(nameof(Cancelings))]
    public void It_can_be_canceled_while_the_rail_knows_nothing_of_it_or_says_that_it_will_not_begin(TransactionStatus status, bool isInstructed, string said)
    {
        RailAnswer? answer = said switch
        {
            "canceled" => new RailAnswer.Canceled(),
            "pending" => new RailAnswer.Pending("ref-2", Now),
            "settled" => new RailAnswer.Settled("ref-2"),
            _ => null,
        };
        var before = In(status) with { InstructedAt = isInstructed ? Now : null };
        var can = (status, isInstructed, said) switch
        {
            (TransactionStatus.Created, false, _) => true,
            (TransactionStatus.Created or TransactionStatus.Queued, _, "canceled") => true,
            _ => false,
        };

        if (can)
        {
            Assert.Equal(TransactionStatus.Canceled, before.Cancel(answer, Now).Status);
        }
        else
        {
            Assert.Equal(Refusal.PaymentStepRefused, Assert.Throws<RefusedException>(() => before.Cancel(answer, Now)).Refusal);
        }

        Assert.Equal(status == TransactionStatus.Queued || (status == TransactionStatus.Created && isInstructed), before.IsCanceledByRail);
    }

    [Fact]
    public void The_first_instruction_is_on_record_and_only_that_one()
    {
        var first = In(TransactionStatus.Created).Instruct(Now);

        Assert.Equal(Now, first.InstructedAt);
        Assert.Equal(first, first.Instruct(Now.AddHours(1)));
        foreach (var status in Enum.GetValues<TransactionStatus>().Except([TransactionStatus.Created]))
        {
            var later = In(status);
            Assert.Equal(later, later.Instruct(Now));
        }
    }

    [Fact]
    public void A_check_is_mailed_once_and_other_money_never()
    {
        var check = In(TransactionStatus.Created) with { Type = TransactionType.BankAccountToMailedCheck };
        var pending = check.After(new RailAnswer.Pending("ref-2", Now), Now);

        var mailed = pending.After(new RailAnswer.Pending("ref-2", Now, Now), Now.AddMinutes(1));

        Assert.Null(pending.MailedAt);
        Assert.Equal((TransactionStatus.Pending, Now, Now.AddMinutes(1)), (mailed.Status, mailed.MailedAt!.Value, mailed.UpdatedAt));
        Assert.Equal(mailed, mailed.After(new RailAnswer.Pending("ref-2", Now, Now.AddDays(1)), Now.AddDays(1)));
        Assert.Equal(Now, mailed.After(new RailAnswer.Settled("ref-2"), Now.AddDays(5)).MailedAt);
        Assert.Equal(Now, check.After(new RailAnswer.Settled("ref-2", null, Now), Now.AddDays(5)).MailedAt);
        Assert.Null(In(TransactionStatus.Created).After(new RailAnswer.Pending("ref-2", Now, Now), Now).MailedAt);
        var other = In(TransactionStatus.Pending);
        Assert.Equal(other, other.After(new RailAnswer.Pending("ref-2", Now, Now), Now));
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
