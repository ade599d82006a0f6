namespace Quittance.Simulator.Webhooks;

/// <summary>What is wrong with a delivery's signature.</summary>
public enum SignatureFlaw
{
    None,

    /// <summary>Made with another secret.</summary>
    WrongSecret,

    /// <summary>No header at all.</summary>
    Missing,

    /// <summary>Right, but of ten minutes ago.</summary>
    Stale,

    /// <summary>Right, but of ten minutes from now.</summary>
    Future,

    /// <summary>Right for a body of which one byte was changed on the way.</summary>
    ChangedBody,

    /// <summary>A header that is no signature.</summary>
    Garbage,
}
