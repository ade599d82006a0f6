using System.Collections.Concurrent;

namespace Quittance.Connectors.InvoiceProviders.DropFolder;

/// <summary>Tells a file that lies still from one that is being written.</summary>
/// <remarks>
/// Nobody can know that a writer has finished; a file that did not change for a while has. What is remembered here is only of files
/// whose time of change does not say so by itself, because another machine's clock set it. To forget it costs one more look.
/// </remarks>
internal sealed class QuietFiles(TimeProvider clock)
{
    /// <summary>How long a file has to lie still.</summary>
    public static readonly TimeSpan Quiet = TimeSpan.FromSeconds(2);

    private const int SightingsMax = 10_000;

    private readonly ConcurrentDictionary<(Guid Connection, string ExternalId), (string Version, DateTimeOffset At)> _sightings = new();

    /// <summary>Whether the file has not changed for long enough.</summary>
    public bool IsQuiet(Guid connection, DropFile file)
    {
        var now = clock.GetUtcNow();
        var key = (connection, file.ExternalId);
        var limit = (Int128)(now - Quiet - DateTimeOffset.UnixEpoch).Ticks * 100;
        if (file.State.ModifiedAt <= limit || (_sightings.TryGetValue(key, out var seen) && seen.Version == file.Version && seen.At <= now - Quiet))
        {
            _sightings.TryRemove(key, out _);
            return true;
        }

        if (_sightings.Count >= SightingsMax)
        {
            _sightings.Clear();
        }

        if (!_sightings.TryGetValue(key, out seen) || seen.Version != file.Version)
        {
            _sightings[key] = (file.Version, now);
        }

        return false;
    }
}
