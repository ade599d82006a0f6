using Quittance.Domain;
using Quittance.Domain.Invoices;
using Quittance.Domain.Payments;

namespace Quittance.Tests.Rails;

/// <summary>What every rail promises; each implementation inherits these and says how to bring its outside about.</summary>
public abstract class PaymentRailContract
{
    private protected abstract IPaymentRail Rail { get; }

    private protected abstract DateTimeOffset Now { get; }

    /// <summary>Lets so much time pass that whatever is under way has arrived or failed.</summary>
    private protected abstract void PassSettlement();

    /// <summary>Lets so much time pass that a settled payment which comes back has done so.</summary>
    private protected abstract void PassReturn();

    /// <summary>Lets so much time pass that a check which was mailed has arrived.</summary>
    private protected abstract void PassMail(CheckDelivery? delivery);

    /// <summary>The note that makes the outside reject a payment because of one side.</summary>
    private protected abstract string RejectionBy(FailedSide side);

    private protected abstract string ReturnNote { get; }

    private protected abstract string HoldBackNote { get; }

    [Fact]
    public async Task A_payment_is_under_way_first_and_then_settles_for_good()
    {
        var instruction = Instruction();

        var first = Assert.IsType<RailAnswer.Pending>(await InstructAsync(instruction));
        Assert.IsType<RailAnswer.Pending>(await FollowAsync(instruction));
        PassSettlement();
        var settled = Assert.IsType<RailAnswer.Settled>(await FollowAsync(instruction));

        Assert.True(first.AskAgainAt > instruction.InstructedAt);
        Assert.Equal(first.Reference, settled.Reference);
        Assert.Null(settled.WatchUntil);
        PassReturn();
        Assert.Equal(settled, await FollowAsync(instruction));
    }

    [Fact]
    public async Task The_same_id_twice_is_one_payment()
    {
        var instruction = Instruction();

        var answers = new[] { await InstructAsync(instruction), await InstructAsync(instruction) };
        PassSettlement();
        var late = await InstructAsync(instruction);

        Assert.Equal(answers[0], answers[1]);
        Assert.Equal(Assert.IsType<RailAnswer.Pending>(answers[0]).Reference, Assert.IsType<RailAnswer.Settled>(late).Reference);
    }

    [Fact]
    public async Task Two_payments_have_two_references()
    {
        var references = new[] { Instruction(), Instruction() }.Select(async instruction => Assert.IsType<RailAnswer.Pending>(await InstructAsync(instruction)).Reference);

        Assert.Equal(2, (await Task.WhenAll(references)).Distinct().Count());
    }

    [Theory]
    [InlineData(FailedSide.Source)]
    [InlineData(FailedSide.Destination)]
    public async Task A_rejection_says_why_and_whose_account_it_was(FailedSide side)
    {
        var instruction = Instruction(RejectionBy(side));
        await InstructAsync(instruction);

        PassSettlement();
        var rejected = Assert.IsType<RailAnswer.Rejected>(await FollowAsync(instruction));

        Assert.Equal(side, rejected.Side);
        Assert.NotEmpty(rejected.Failure.Code);
        Assert.NotEmpty(rejected.Failure.Description);
    }

    [Fact]
    public async Task What_can_come_back_is_watched_until_it_does()
    {
        var instruction = Instruction(ReturnNote);
        await InstructAsync(instruction);

        PassSettlement();
        var settled = Assert.IsType<RailAnswer.Settled>(await FollowAsync(instruction));
        PassReturn();
        var returned = Assert.IsType<RailAnswer.Returned>(await FollowAsync(instruction));

        Assert.True(settled.WatchUntil <= Now);
        Assert.NotEmpty(returned.Failure.Code);
    }

    [Fact]
    public async Task What_is_held_back_goes_on_later()
    {
        var instruction = Instruction(HoldBackNote);

        Assert.IsType<RailAnswer.Queued>(await InstructAsync(instruction));
        PassSettlement();
        Assert.IsType<RailAnswer.Pending>(await FollowAsync(instruction));
        PassSettlement();
        Assert.IsType<RailAnswer.Settled>(await FollowAsync(instruction));
    }

    [Fact]
    public async Task What_is_held_back_can_be_canceled_and_what_has_begun_goes_on()
    {
        var (held, begun) = (Instruction(HoldBackNote), Instruction());
        Assert.IsType<RailAnswer.Queued>(await InstructAsync(held));
        Assert.IsType<RailAnswer.Pending>(await InstructAsync(begun));

        Assert.IsType<RailAnswer.Canceled>(await CancelAsync(held));
        Assert.IsType<RailAnswer.Canceled>(await CancelAsync(held));
        Assert.IsType<RailAnswer.Pending>(await CancelAsync(begun));
        PassSettlement();
        Assert.IsType<RailAnswer.Settled>(await CancelAsync(begun));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(CheckDelivery.Mail)]
    [InlineData(CheckDelivery.MailPriority)]
    [InlineData(CheckDelivery.MailUpsNextDay)]
    public async Task A_check_is_mailed_first_and_arrives_later(CheckDelivery? delivery)
    {
        var instruction = Instruction() with { Type = TransactionType.BankAccountToMailedCheck, Check = delivery };
        Assert.Null(Assert.IsType<RailAnswer.Pending>(await InstructAsync(instruction)).MailedAt);

        PassSettlement();
        var mailed = Assert.IsType<RailAnswer.Pending>(await FollowAsync(instruction));
        PassMail(delivery);
        var arrived = Assert.IsType<RailAnswer.Settled>(await FollowAsync(instruction));

        Assert.True(mailed.MailedAt <= mailed.AskAgainAt);
        Assert.Equal(mailed.MailedAt, arrived.MailedAt);
    }

    [Fact]
    public void What_is_sent_to_a_rail_does_not_show_its_account_numbers() =>
        Assert.DoesNotContain("000123456789", $"{Instruction()} {Instruction().Source} {Instruction().Destination}", StringComparison.Ordinal);

    private RailInstruction Instruction(string? note = null) => new(
        TransactionId.New(Now), TransactionType.BankAccountToWallet, new Money(12_34, Currency.Usd), ClearingSpeed.Standard, Now,
        new RailAccount(PaymentMethodKind.BankAccount, "Payer", "021000021", "000123456789"),
        new RailAccount(PaymentMethodKind.Wallet, null, null, null), null, note is null ? [] : [note]);

    private Task<RailAnswer> InstructAsync(RailInstruction instruction) => Rail.InstructAsync(instruction, TestContext.Current.CancellationToken);

    private Task<RailAnswer> CancelAsync(RailInstruction instruction) => Rail.CancelAsync(instruction, TestContext.Current.CancellationToken);

    private Task<RailAnswer> FollowAsync(RailInstruction instruction) => Rail.FollowAsync(instruction, TestContext.Current.CancellationToken);
}
