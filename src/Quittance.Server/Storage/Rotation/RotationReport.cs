using Quittance.Server.Verification;

namespace Quittance.Server.Storage.Rotation;

/// <summary>What a rotation of data keys did, and what it could not do.</summary>
internal sealed class RotationReport
{
    public int Organizations { get; set; }

    /// <summary>Organizations that got a new data key; the others' are young enough.</summary>
    public int Rotated { get; set; }

    /// <summary>Values that were re-encrypted.</summary>
    public long Resealed { get; set; }

    /// <summary>Keys that were destroyed, because nothing is sealed under them any more.</summary>
    public int Destroyed { get; set; }

    /// <summary>Old keys that stay, because something is still sealed under them.</summary>
    public int Kept { get; set; }

    /// <summary>Values that do not open. They are left as they are.</summary>
    public Faults Quarantined { get; } = new();

    /// <summary>What was in use all the time; the next run takes it up.</summary>
    public Faults Unfinished { get; } = new();

    public bool IsOk => Quarantined.Count == 0 && Unfinished.Count == 0;
}
