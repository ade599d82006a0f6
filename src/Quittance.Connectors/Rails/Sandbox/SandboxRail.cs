using Quittance.Domain.Payments;

namespace Quittance.Connectors.Rails.Sandbox;

/// <summary>The rail that ships with the product for trying things out: it moves no money and settles after a set time.</summary>
/// <remarks>
/// It keeps nothing: what it answers follows from the instruction and the clock, so the same instruction twice is one. For the same
/// reason it forgets that it was told to cancel: whoever was answered <see cref="RailAnswer.Canceled"/> and lost that asks once more.
/// The payer's notes can ask for a failure; <see cref="SandboxTriggers"/> has the list.
/// </remarks>
public sealed class SandboxRail(SandboxOptions options, TimeProvider clock) : IPaymentRail
{
    /// <inheritdoc/>
    public Task<RailAnswer> InstructAsync(RailInstruction instruction, CancellationToken cancel) => Task.FromResult(Answer(instruction, isFirst: true));

    /// <inheritdoc/>
    public Task<RailAnswer> FollowAsync(RailInstruction instruction, CancellationToken cancel) => Task.FromResult(Answer(instruction, isFirst: false));

    /// <inheritdoc/>
    public Task<RailAnswer> CancelAsync(RailInstruction instruction, CancellationToken cancel)
    {
        var answer = Answer(instruction, isFirst: false);
        return Task.FromResult(answer is RailAnswer.Queued ? new RailAnswer.Canceled() : answer);
    }

    private RailAnswer Answer(RailInstruction instruction, bool isFirst)
    {
        var tick = instruction.InstructedAt + options.Settlement;
        var now = clock.GetUtcNow();
        return SandboxTriggers.Of(instruction.Notes) switch
        {
            SandboxTrigger.Reject reject when now >= tick => new RailAnswer.Rejected(reject.Failure, reject.Side),
            SandboxTrigger.HoldBack when isFirst || now < tick => new RailAnswer.Queued(ReferenceOf(instruction), tick),
            SandboxTrigger.HoldBack => Moving(instruction, tick + options.Settlement, null, now),
            SandboxTrigger.ComeBack back => Moving(instruction, tick, back, now),
            _ => Moving(instruction, tick, null, now),
        };
    }

    // A check is mailed when other money would have arrived, and is in the mail from then on.
    private RailAnswer Moving(RailInstruction instruction, DateTimeOffset settlesAt, SandboxTrigger.ComeBack? back, DateTimeOffset now)
    {
        var reference = ReferenceOf(instruction);
        var isMailed = instruction.Type == TransactionType.BankAccountToMailedCheck;
        var arrivesAt = isMailed ? settlesAt + SandboxOptions.InTheMail(instruction.Check) : settlesAt;
        DateTimeOffset? mailedAt = isMailed && now >= settlesAt ? settlesAt : null;
        var returnsAt = arrivesAt + options.ReturnAfter;
        return (now >= arrivesAt, back) switch
        {
            (false, _) => new RailAnswer.Pending(reference, now < settlesAt ? settlesAt : arrivesAt, mailedAt),
            (true, null) => new RailAnswer.Settled(reference, null, mailedAt),
            (true, _) when now < returnsAt => new RailAnswer.Settled(reference, returnsAt, mailedAt),
            _ => new RailAnswer.Returned(back.Failure, back.Side),
        };
    }

    private static string ReferenceOf(RailInstruction instruction) => $"sandbox-{instruction.Id.Value:n}";
}
