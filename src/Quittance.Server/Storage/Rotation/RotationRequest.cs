namespace Quittance.Server.Storage.Rotation;

/// <summary>What is to be rotated.</summary>
/// <param name="Organization">The only one; null means all.</param>
/// <param name="MadeBefore">Which keys are exchanged: those made before this moment. So a rotation that was stopped is gone on with by the same request.</param>
internal sealed record RotationRequest(OrganizationId? Organization, DateTimeOffset MadeBefore)
{
    /// <summary>How long a key that nothing is sealed under any more is kept for who has just read a value of it.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Values that are re-encrypted in one commit.</summary>
    public int RowsMax { get; init; } = 100;

    /// <summary>How often a step that finds its rows in use is tried, a quarter of a second apart.</summary>
    public int AttemptsMax { get; init; } = 240;
}
