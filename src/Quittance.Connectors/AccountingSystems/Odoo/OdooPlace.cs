using System.Globalization;

namespace Quittance.Connectors.AccountingSystems.Odoo;

/// <summary>Where a run of reading changes stands.</summary>
/// <param name="From">Since when; null for the beginning.</param>
/// <param name="To">Until when; null before the run has begun.</param>
/// <param name="Stage">Which model is being read.</param>
/// <param name="LastId">The last record of it that was read.</param>
internal sealed record OdooPlace(DateTimeOffset? From, DateTimeOffset? To, int Stage, int LastId)
{
    /// <summary>How many models there are.</summary>
    public const int Stages = 4;

    /// <summary>The place that <see cref="Write"/> wrote; the beginning for null and for what cannot be read.</summary>
    public static OdooPlace Read(string? text) =>
        text?.Split('|') is [var from, var to, var stage, var last] && int.TryParse(stage, NumberStyles.None, CultureInfo.InvariantCulture, out var stageNumber)
        && int.TryParse(last, NumberStyles.None, CultureInfo.InvariantCulture, out var lastId)
            ? new OdooPlace(TimeOf(from), TimeOf(to), stageNumber, lastId)
            : new OdooPlace(null, null, 0, 0);

    /// <summary>As text.</summary>
    public string Write() => string.Create(CultureInfo.InvariantCulture, $"{(From is { } from ? Time(from) : "")}|{(To is { } to ? Time(to) : "")}|{Stage}|{LastId}");

    /// <summary>A time as Odoo wants it.</summary>
    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString(OdooApi.TimeFormat, CultureInfo.InvariantCulture);

    private static DateTimeOffset? TimeOf(string text) =>
        DateTimeOffset.TryParseExact(text, OdooApi.TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;
}
