namespace Quittance.Connectors.Rails.Sandbox;

/// <summary>How long the sandbox takes.</summary>
/// <param name="Settlement">From the instruction until the money has arrived, or until the failure shows.</param>
/// <param name="ReturnAfter">From there until a payment that was asked to come back does.</param>
public sealed record SandboxOptions(TimeSpan Settlement, TimeSpan ReturnAfter)
{
    /// <summary>Returns come two days later, as they do on ACH.</summary>
    public static readonly TimeSpan DefaultReturnAfter = TimeSpan.FromDays(2);
}
