using System.Globalization;
using Quittance.Domain.Intake;

namespace Quittance.Connectors.InvoiceProviders.Pennylane;

/// <summary>Where reading goes on. Written as text with bars between its parts; the cursor, which is Pennylane's, comes last.</summary>
internal abstract record PennylanePlace
{
    private const string ListingMark = "list";

    private const string LogMark = "log";

    private const string DayFormat = "yyyy-MM-dd";

    private PennylanePlace()
    {
    }

    /// <summary>The place in a watermark; null at the very first time, and for a text that is none of ours.</summary>
    public static PennylanePlace? Read(string? watermark) => watermark?.Split('|', 5) switch
    {
        null => null,
        [ListingMark, var dated, var changed, var log, var cursor] when TryTime(log) is { } from =>
            new Listing(TryDay(dated), TryTime(changed), from, cursor.Length > 0 ? cursor : null),
        [LogMark, var since, .. var cursor] when TryTime(since) is not null => new Log(since, string.Join('|', cursor) is { Length: > 0 } text ? text : null),
        [var since] when TryTime(since) is not null => new Log(since, null),
        _ => null,
    };

    /// <summary>The place as a watermark.</summary>
    public abstract string Write();

    /// <summary>A time as Pennylane writes it, with microseconds.</summary>
    public static string Iso(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);

    /// <summary>Earlier, but never before time began.</summary>
    public static DateTimeOffset Before(DateTimeOffset time, TimeSpan by) => time.UtcTicks > by.Ticks ? time.ToUniversalTime() - by : DateTimeOffset.MinValue;

    private static DateTimeOffset? TryTime(string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time) ? time : null;

    private static DateOnly? TryDay(string text) =>
        DateOnly.TryParseExact(text, DayFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    /// <summary>In the list of all invoices, for what the changelog does not reach back to.</summary>
    /// <param name="DatedFrom">Only invoices of this date or later; null for all.</param>
    /// <param name="ChangedFrom">Only invoices changed since then; null for all.</param>
    /// <param name="LogFrom">Where the changelog is to be read from afterwards: what changed later is in it.</param>
    internal sealed record Listing(DateOnly? DatedFrom, DateTimeOffset? ChangedFrom, DateTimeOffset LogFrom, string? Cursor) : PennylanePlace
    {
        /// <inheritdoc/>
        public override string Write() =>
            $"{ListingMark}|{DatedFrom?.ToString(DayFormat, CultureInfo.InvariantCulture)}|{(ChangedFrom is { } changed ? Iso(changed) : "")}|{Iso(LogFrom)}|{Cursor}";
    }

    /// <summary>In the changelog.</summary>
    /// <param name="Since">The last <c>processed_at</c> that was read, exactly as Pennylane wrote it.</param>
    /// <param name="Cursor">The next page of this run; null at its end.</param>
    internal sealed record Log(string Since, string? Cursor) : PennylanePlace
    {
        /// <summary>The same as a time.</summary>
        public DateTimeOffset SinceTime => TryTime(Since) ?? throw new ProviderException(ProviderFault.BadAnswer, "Pennylane's changelog names no time.");

        /// <inheritdoc/>
        public override string Write() => Cursor is null ? Since : $"{LogMark}|{Since}|{Cursor}";
    }
}
