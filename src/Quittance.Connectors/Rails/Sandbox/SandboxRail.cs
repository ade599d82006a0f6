using Quittance.Domain.Payments;

namespace Quittance.Connectors.Rails.Sandbox;

/// <summary>The rail that ships with the product for trying things out: it moves no money and settles after a set time.</summary>
/// <remarks>
/// It keeps nothing: what it answers follows from the instruction and the clock, so the same instruction twice is one.
/// The payer's note can ask for a failure; <see cref="SandboxTriggers"/> has the list.
/// </remarks>
public sealed class SandboxRail(SandboxOptions options, TimeProvider clock) : IPaymentRail
{
    /// <inheritdoc/>
    public Task<RailAnswer> InstructAsync(RailInstruction instruction, CancellationToken cancel) => Task.FromResult(Answer(instruction, isFirst: true));

    /// <inheritdoc/>
    public Task<RailAnswer> FollowAsync(RailInstruction instruction, CancellationToken cancel) => Task.FromResult(Answer(instruction, isFirst: false));

    private RailAnswer Answer(RailInstruction instruction, bool isFirst)
    {
        var reference = $"sandbox-{instruction.Id.Value:n}";
        var settlesAt = instruction.InstructedAt + options.Settlement;
        var now = clock.GetUtcNow();
        switch (SandboxTriggers.Of(instruction.Note))
        {
            case SandboxTrigger.Reject reject:
                return now < settlesAt ? new RailAnswer.Pending(reference, settlesAt) : new RailAnswer.Rejected(reject.Failure, reject.Side);
            case SandboxTrigger.HoldBack when isFirst || now < settlesAt:
                return new RailAnswer.Queued(reference, settlesAt);
            case SandboxTrigger.ComeBack returned when now >= settlesAt + options.ReturnAfter:
                return new RailAnswer.Returned(returned.Failure, returned.Side);
            case SandboxTrigger.ComeBack when now >= settlesAt:
                return new RailAnswer.Settled(reference, settlesAt + options.ReturnAfter);
            default:
                return now < settlesAt ? new RailAnswer.Pending(reference, settlesAt) : new RailAnswer.Settled(reference);
        }
    }
}
