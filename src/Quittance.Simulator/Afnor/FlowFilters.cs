using System.Text.Json.Serialization;

namespace Quittance.Simulator.Afnor;

/// <summary>All criteria have to hold; of a list one value is enough.</summary>
internal sealed record FlowFilters(
    string? UpdatedAfter, string? UpdatedBefore, IReadOnlyList<string>? ProcessingRule, IReadOnlyList<string>? FlowType, IReadOnlyList<string>? FlowDirection,
    string? TrackingId, string? AckStatus)
{
    [JsonIgnore]
    public bool IsEmpty =>
        UpdatedAfter is null && UpdatedBefore is null && ProcessingRule is null && FlowType is null && FlowDirection is null && TrackingId is null && AckStatus is null;

    public bool Fit(Flow flow) =>
        IsOneOf(ProcessingRule, flow.ProcessingRule) && IsOneOf(FlowType, flow.FlowType) && IsOneOf(FlowDirection, flow.FlowDirection)
        && (TrackingId is null || TrackingId == flow.TrackingId) && (AckStatus is null || AckStatus == flow.Acknowledgement.Status);

    public static bool IsOneOf(IReadOnlyList<string>? wanted, string? value) => wanted is null || wanted.Contains(value, StringComparer.Ordinal);
}
