using Quittance.Connectors.Rails.Sandbox;
using Quittance.Domain.Invoices;
using Quittance.Domain.Payments;

namespace Quittance.Tests.Rails;

/// <summary>The sandbox keeps the contract of every rail; what sets its failures off is its own.</summary>
public sealed class SandboxRailTests : PaymentRailContract
{
    private static readonly TimeSpan Settlement = TimeSpan.FromHours(1);

    private readonly TestClock _clock = new();

    private protected override IPaymentRail Rail => new SandboxRail(new SandboxOptions(Settlement, SandboxOptions.DefaultReturnAfter), _clock);

    private protected override DateTimeOffset Now => _clock.GetUtcNow();

    private protected override string ReturnNote => "QUITTANCE-RETURN-R01";

    private protected override string HoldBackNote => "QUITTANCE-QUEUE";

    [Theory]
    [InlineData("MERCOA-ERROR-R01", "R01", FailedSide.Source)]
    [InlineData("MERCOA-ERROR-R02-SOURCE", "R02", FailedSide.Source)]
    [InlineData("MERCOA-ERROR-R02-DESTINATION", "R02", FailedSide.Destination)]
    [InlineData("MERCOA-ERROR-R03", "R03", FailedSide.Destination)]
    [InlineData("MERCOA-ERROR-R04", "R04", FailedSide.Destination)]
    [InlineData(" MERCOA-ERROR-R29 ", "R29", FailedSide.Source)]
    public void Each_trigger_has_its_code_and_side(string note, string code, FailedSide side)
    {
        var reject = Assert.IsType<SandboxTrigger.Reject>(SandboxTriggers.Of(note));

        Assert.Equal((code, side), (reject.Failure.Code, reject.Side));
    }

    [Fact]
    public void Of_several_notes_the_first_trigger_counts() => Assert.Equal(
        SandboxTriggers.Of("MERCOA-ERROR-R03"), SandboxTriggers.Of(["rent for May", "MERCOA-ERROR-R03", "MERCOA-ERROR-R01"]));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("rent for May")]
    [InlineData("mercoa-error-r01")]
    [InlineData("MERCOA-ERROR-R99")]
    public void Any_other_note_is_only_a_note(string? note) => Assert.Null(SandboxTriggers.Of(note));

    private protected override void PassSettlement() => _clock.Advance(Settlement);

    private protected override void PassMail(CheckDelivery? delivery) => _clock.Advance(SandboxOptions.InTheMail(delivery));

    private protected override void PassReturn() => _clock.Advance(SandboxOptions.DefaultReturnAfter);

    private protected override string RejectionBy(FailedSide side) => side == FailedSide.Source ? "MERCOA-ERROR-R01" : "MERCOA-ERROR-R03";
}
