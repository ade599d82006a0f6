using Quittance.Domain.Payments;

namespace Quittance.Connectors.Rails.Sandbox;

/// <summary>What a note to self makes the sandbox do: the published triggers of the Payments dialect, and two of ours.</summary>
public static class SandboxTriggers
{
    private static readonly Dictionary<string, SandboxTrigger> ByNote = new(StringComparer.Ordinal)
    {
        ["MERCOA-ERROR-R01"] = new SandboxTrigger.Reject(new("R01", "Insufficient funds"), FailedSide.Source),
        ["MERCOA-ERROR-R02-SOURCE"] = new SandboxTrigger.Reject(new("R02", "Account closed"), FailedSide.Source),
        ["MERCOA-ERROR-R02-DESTINATION"] = new SandboxTrigger.Reject(new("R02", "Account closed"), FailedSide.Destination),
        ["MERCOA-ERROR-R03"] = new SandboxTrigger.Reject(new("R03", "No account, or unable to locate account"), FailedSide.Destination),
        ["MERCOA-ERROR-R04"] = new SandboxTrigger.Reject(new("R04", "Invalid account number"), FailedSide.Destination),
        ["MERCOA-ERROR-R29"] = new SandboxTrigger.Reject(new("R29", "Corporate customer advises not authorized"), FailedSide.Source),
        ["QUITTANCE-RETURN-R01"] = new SandboxTrigger.ComeBack(new("R01", "Insufficient funds"), FailedSide.Source),
        ["QUITTANCE-QUEUE"] = new SandboxTrigger.HoldBack(),
    };

    /// <summary>The trigger of the first note that carries one: a payment of several bills goes as one.</summary>
    public static SandboxTrigger? Of(IEnumerable<string> notes) => notes.Select(Of).FirstOrDefault(trigger => trigger is not null);

    /// <summary>The trigger that a note carries; null for any other note. A note that carries one is paid as soon as it is scheduled.</summary>
    public static SandboxTrigger? Of(string? note) => note is not null && ByNote.TryGetValue(note.Trim(), out var trigger) ? trigger : null;
}

/// <summary>The closed set of things that the sandbox can be asked to do.</summary>
public abstract record SandboxTrigger
{
    private SandboxTrigger()
    {
    }

    /// <summary>The payment fails on one side.</summary>
    public sealed record Reject(TransactionFailure Failure, FailedSide Side) : SandboxTrigger;

    /// <summary>The payment settles and comes back later.</summary>
    public sealed record ComeBack(TransactionFailure Failure, FailedSide Side) : SandboxTrigger;

    /// <summary>The payment is held back until the next settlement.</summary>
    public sealed record HoldBack : SandboxTrigger;
}
