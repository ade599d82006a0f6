using System.Globalization;
using static Quittance.Connectors.AccountingSystems.Tryton.TrytonValue;

namespace Quittance.Connectors.AccountingSystems.Tryton;

/// <summary>Where the next page of changes begins: for each kind of object, how far its changed and its never changed records have been told.</summary>
/// <remarks>
/// Tryton has no one field for the last change: <c>write_date</c> is empty until the first, and orders cannot be made by an expression.
/// So each kind is read in two streams, both in the order of time and id.
/// </remarks>
internal sealed record TrytonPlace(IReadOnlyList<TrytonPlace.Mark?> Marks)
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
        return parts is [Prefix, ..] && parts.Length == Count + 1
            ? new TrytonPlace([.. parts.Skip(1).Select(ReadMark)])
            : new TrytonPlace(new Mark?[Count]);
    }

    /// <summary>The place as text, less than 300 characters.</summary>
    public string Write() => $"{Prefix}|{string.Join('|', Marks.Select(mark => mark is null ? "" : $"{mark.Stamp.ToString(StampFormat, CultureInfo.InvariantCulture)}/{Text(mark.Id)}"))}";

    /// <summary>The place with another mark in one stream.</summary>
    public TrytonPlace With(int stream, Mark mark) => new([.. Marks.Select((old, at) => at == stream ? mark : old)]);

    /// <summary>The place, nowhere later than a time, and nowhere before where it was.</summary>
    public TrytonPlace NotAfter(DateTime stamp, TrytonPlace before) => new([.. Marks.Select((mark, at) =>
        mark is null || mark.Stamp <= stamp ? mark
        : before.Marks[at] is { } old && old.Stamp > stamp ? old
        : new Mark(stamp, 0))]);

    private static Mark? ReadMark(string text) =>
        text.Split('/') is [var stamp, var id]
        && DateTime.TryParseExact(stamp, StampFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at)
        && long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? new Mark(at, number)
            : null;
}
