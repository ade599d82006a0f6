using System.Globalization;
using static Quittance.Connectors.AccountingSystems.Tryton.TrytonValue;

namespace Quittance.Connectors.AccountingSystems.Tryton;

/// <summary>Where the next page of changes begins: for each kind of object, how far its changed and its never changed records have been told.</summary>
/// <remarks>
/// Tryton has no one field for the last change: <c>write_date</c> is empty until the first, and orders cannot be made by an expression.
/// So each kind is read in two streams, both in the order of time and id.
/// </remarks>
/// <param name="Floor">Within a run, the time from which on everything is told again by the next; null between runs.</param>
internal sealed record TrytonPlace(IReadOnlyList<TrytonPlace.Mark?> Marks, DateTime? Floor)
{
    /// <summary>Three kinds, two streams each.</summary>
    public const int Count = 6;

    private const string Prefix = "1";

    /// <summary>The last record that was told of a stream.</summary>
    public sealed record Mark(DateTime Stamp, long Id);

    /// <summary>Reads what <see cref="Write"/> wrote; anything else is the beginning.</summary>
    public static TrytonPlace Read(string? text)
    {
        var parts = text?.Split('|');
        return parts is [Prefix, ..] && parts.Length is Count + 1 or Count + 2
            ? new TrytonPlace([.. parts.Skip(1).Take(Count).Select(ReadMark)], parts.Length == Count + 2 ? ReadStamp(parts[^1]) : null)
            : new TrytonPlace(new Mark?[Count], null);
    }

    /// <summary>The place as text, less than 300 characters.</summary>
    public string Write()
    {
        var marks = Marks.Select(mark => mark is null ? "" : $"{Written(mark.Stamp)}/{Text(mark.Id)}");
        return string.Join('|', Floor is { } floor ? [Prefix, .. marks, Written(floor)] : [Prefix, .. marks]);
    }

    /// <summary>The place with another mark in one stream.</summary>
    public TrytonPlace With(int stream, Mark mark) => this with { Marks = [.. Marks.Select((old, at) => at == stream ? mark : old)] };

    /// <summary>Where the next run begins: nowhere later than the floor.</summary>
    public TrytonPlace After(DateTime floor) => new([.. Marks.Select(mark => mark is null || mark.Stamp <= floor ? mark : new Mark(floor, 0))], null);

    private static Mark? ReadMark(string text) =>
        text.Split('/') is [var stamp, var id] && ReadStamp(stamp) is { } at && long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? new Mark(at, number)
            : null;

    private static DateTime? ReadStamp(string text) =>
        DateTime.TryParseExact(text, StampFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at) ? at : null;

    private static string Written(DateTime stamp) => stamp.ToString(StampFormat, CultureInfo.InvariantCulture);
}
