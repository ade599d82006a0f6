using System.Globalization;

namespace Quittance.Connectors.AccountingSystems.Journal;

/// <summary>A place in a journal.</summary>
/// <param name="Generation">The writing of the file that it is a place in.</param>
/// <param name="Offset">In bytes.</param>
internal sealed record JournalPlace(string Generation, long Offset)
{
    /// <summary>The place that <see cref="Write"/> wrote; null for none.</summary>
    public static JournalPlace? Read(string? text) =>
        text?.Split('/') is [var generation, var offset] && long.TryParse(offset, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes) ? new(generation, bytes) : null;

    /// <summary>As text.</summary>
    public string Write() => string.Create(CultureInfo.InvariantCulture, $"{Generation}/{Offset}");
}
