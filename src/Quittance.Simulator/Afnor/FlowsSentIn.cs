using System.Security.Cryptography;
using Quittance.Simulator.Accounts;

namespace Quittance.Simulator.Afnor;

/// <summary>All flows an account's program sent in, in the order of their last change.</summary>
internal sealed class FlowsSentIn(Account account)
{
    private readonly Lock _lock = new();
    private readonly List<FlowSentIn> _flows = [];

    public FlowSentIn Take(FlowInfo info, ReadOnlyMemory<byte> file, string mediaType)
    {
        lock (_lock)
        {
            var now = account.Clock.Stamp();
            var sum = Convert.ToHexStringLower(SHA256.HashData(file.Span));
            var status = info.FlowSyntax == "CDAR" ? LifecycleStatus.Read(file) : null;
            var flow = new FlowSentIn(account.Values.Uuid(), info, now, now, file, mediaType, sum, status, Judge(info, file, sum, status));
            _flows.Add(flow);
            return flow;
        }
    }

    /// <summary>Says something else of a flow, later.</summary>
    /// <returns>Null when there is none.</returns>
    public FlowSentIn? Acknowledge(string flowId, Acknowledgement acknowledgement)
    {
        lock (_lock)
        {
            var index = _flows.FindIndex(flow => string.Equals(flow.FlowId, flowId, StringComparison.Ordinal));
            if (index < 0)
            {
                return null;
            }

            var changed = _flows[index] with { Acknowledgement = acknowledgement, UpdatedAt = account.Clock.Stamp() };
            _flows.RemoveAt(index);
            _flows.Add(changed);
            return changed;
        }
    }

    public FlowSentIn? Find(string flowId)
    {
        lock (_lock)
        {
            return _flows.Find(flow => string.Equals(flow.FlowId, flowId, StringComparison.Ordinal));
        }
    }

    /// <summary>Oldest change first.</summary>
    public IReadOnlyList<FlowSentIn> ChangedAfter(DateTimeOffset after)
    {
        lock (_lock)
        {
            // From the end: who polls asks for the newest.
            var first = _flows.Count;
            while (first > 0 && _flows[first - 1].UpdatedAt > after)
            {
                first--;
            }

            return _flows.GetRange(first, _flows.Count - first);
        }
    }

    public IReadOnlyList<FlowSentIn> All() => ChangedAfter(DateTimeOffset.MinValue);

    private Acknowledgement Judge(FlowInfo info, ReadOnlyMemory<byte> file, string sum, LifecycleStatus? status)
    {
        if (file.IsEmpty)
        {
            return Acknowledgement.Error("EmptyFlow", "The file is empty");
        }

        if (info.Sha256 is not null && info.Sha256 != sum)
        {
            return Acknowledgement.Error("ChecksumMismatch", "The checksum is not that of the file", "sha256");
        }

        if (Repeats(info, sum))
        {
            return Acknowledgement.Error("AlreadyExistingFlow", "The flow was received before");
        }

        var fault = info.FlowSyntax == "CDAR" ? LifecycleStatus.FaultOf(status) : null;
        return fault ?? (account.Settings.Acknowledges ? Acknowledgement.Ok : Acknowledgement.Pending);
    }

    private bool Repeats(FlowInfo info, string sum) => _flows.Exists(earlier =>
        earlier.Acknowledgement.Status != "Error"
        && (earlier.Sha256 == sum || (account.Settings.RefusesRepeatedTrackingIds && info.TrackingId is not null && earlier.Info.TrackingId == info.TrackingId)));
}
