namespace Quittance.Simulator.Accounts;

/// <summary>How an account's providers behave where real ones differ from each other.</summary>
internal sealed record AccountSettings
{
    /// <summary>How young a flow may be without being found: XP Z12-013 §5.3.2 lets a platform hold the newest ones back.</summary>
    public TimeSpan HeldBack { get; init; }

    /// <summary>Whether a flow that is sent in is acknowledged at once; else it stays <c>Pending</c> until the control API says so.</summary>
    public bool Acknowledges { get; init; } = true;

    /// <summary>Whether a tracking id that was used already makes a flow an <c>AlreadyExistingFlow</c>; XP Z12-013 §5.2.2 says that it must not, some platforms do.</summary>
    public bool RefusesRepeatedTrackingIds { get; init; }

    /// <summary>The header that carries the key of the HTTP feed: <c>Authorization</c> as <c>Bearer KEY</c>, any other bare.</summary>
    public string AuthHeader { get; init; } = "Authorization";

    /// <summary>Requests per five seconds, answered 429 beyond; none by default. Pennylane's own limit is 25.</summary>
    public int? RateLimit { get; init; }

    /// <summary>How many requests are remembered for the control API; 0 for benchmarks of many accounts.</summary>
    public int RequestsKept { get; init; } = 1000;

    /// <summary>How long an access token of the flow service works.</summary>
    public TimeSpan TokenLifetime { get; init; } = TimeSpan.FromHours(1);
}
