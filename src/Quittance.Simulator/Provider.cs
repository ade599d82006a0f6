namespace Quittance.Simulator;

/// <summary>The invoice providers this program can be.</summary>
public enum Provider
{
    /// <summary>Any accredited French platform: the flow service of AFNOR XP Z12-013.</summary>
    Afnor,

    /// <summary>Pennylane's API, version 2.</summary>
    Pennylane,

    /// <summary>Qonto's Business API, version 2.</summary>
    Qonto,

    /// <summary>Quittance's own documented HTTP feed.</summary>
    Http,

    /// <summary>The same feed under the name of Yooz, which publishes no API.</summary>
    Yooz,
}
