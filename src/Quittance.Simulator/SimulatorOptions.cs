namespace Quittance.Simulator;

/// <summary>What one simulator is started with.</summary>
internal sealed record SimulatorOptions
{
    /// <summary>On loopback only; 0 takes a free one.</summary>
    public int Port { get; init; }

    /// <summary>Every id, key and secret is made from it, so that two runs with one seed say the same.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>What the clocks of new accounts show at first; without it the present time.</summary>
    public DateTimeOffset? Clock { get; init; }

    /// <summary>A folder of XML and PDF files that stock an account asked to be stocked, besides the made-up bills.</summary>
    public string? CorpusFolder { get; init; }

    /// <summary>Whether the account <c>default</c> starts with the corpus; tests stock what they need.</summary>
    public bool IsStocked { get; init; }

    /// <summary>Real time, which the accounts' clocks run along with.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
