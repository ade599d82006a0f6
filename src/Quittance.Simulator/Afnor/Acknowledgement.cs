namespace Quittance.Simulator.Afnor;

/// <summary>What the platform made of a flow.</summary>
/// <param name="Status"><c>Pending</c>, <c>Ok</c> or <c>Error</c>.</param>
internal sealed record Acknowledgement(string Status, IReadOnlyList<AcknowledgementDetail>? Details = null)
{
    public static readonly Acknowledgement Ok = new("Ok");

    public static readonly Acknowledgement Pending = new("Pending");

    public static Acknowledgement Error(string reasonCode, string message, string item = "file") =>
        new("Error", [new AcknowledgementDetail("Error", item, reasonCode, message)]);
}
