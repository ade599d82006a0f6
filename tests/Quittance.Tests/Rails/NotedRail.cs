using Quittance.Domain.Payments;

namespace Quittance.Tests.Rails;

/// <summary>A rail that answers what it was told to, and notes what it was asked.</summary>
internal sealed class NotedRail : IPaymentRail
{
    public List<RailInstruction> Instructed { get; } = [];

    public List<TransactionId> AskedToCancel { get; } = [];

    public RailAnswer Answer { get; set; } = new RailAnswer.Settled("noted");

    /// <summary>Whether the server dies as soon as the rail has heard: nobody hears the answer.</summary>
    public bool IsDeadly { get; set; }

    public Task<RailAnswer> InstructAsync(RailInstruction instruction, CancellationToken cancel)
    {
        Instructed.Add(instruction);
        return IsDeadly ? throw new IOException("The server died.") : Task.FromResult(Answer);
    }

    public Task<RailAnswer> FollowAsync(RailInstruction instruction, CancellationToken cancel) => Task.FromResult(Answer);

    public Task<RailAnswer> CancelAsync(RailInstruction instruction, CancellationToken cancel)
    {
        AskedToCancel.Add(instruction.Id);
        return Task.FromResult(Answer);
    }
}
