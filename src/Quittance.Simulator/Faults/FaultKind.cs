namespace Quittance.Simulator.Faults;

/// <summary>What can go wrong with one answer.</summary>
public enum FaultKind
{
    /// <summary>The right answer, after <see cref="Fault.Delay"/>.</summary>
    Slow,

    /// <summary>429 with <c>Retry-After</c>.</summary>
    RateLimited,

    /// <summary>503 with <c>Retry-After</c>.</summary>
    Unavailable,

    /// <summary>500, or <see cref="Fault.Status"/>.</summary>
    Error,

    /// <summary>The whole length is announced, half of it sent, and the line cut.</summary>
    Truncated,

    /// <summary>200 and <c>application/json</c>, but no JSON.</summary>
    Garbage,

    /// <summary>200 and a body that never ends.</summary>
    Endless,

    /// <summary>A gibibyte, of which a mebibyte of gzip is sent.</summary>
    Bomb,

    /// <summary>JSON nested a million levels deep.</summary>
    Deep,

    /// <summary>No answer: the line is cut.</summary>
    Dropped,

    /// <summary>401, as when the customer withdrew its consent.</summary>
    Revoked,

    /// <summary>403.</summary>
    Forbidden,

    /// <summary>302 to <see cref="Fault.Location"/>.</summary>
    Redirect,

    /// <summary>Each entry of a list twice.</summary>
    Duplicate,

    /// <summary>A list from its end to its start.</summary>
    OutOfOrder,

    /// <summary>A link to a file that has run out, whatever the clock says.</summary>
    ExpiredLink,
}
