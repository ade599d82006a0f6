using System.Globalization;
using System.Text.Json;
using Quittance.Connectors.Http;
using Quittance.Domain.Accounting;
using Quittance.Domain.Intake;

namespace Quittance.Connectors.AccountingSystems.QuickBooks;

/// <summary>Reads the fields that QuickBooks' objects have in common.</summary>
internal static class QuickBooksJson
{
    // Beyond this no amount in books lies, and sums of such still fit.
    private const decimal AmountMax = 1_000_000_000_000_000_000m;

    /// <summary>A number; null when it is absent.</summary>
    public static decimal? Number(this JsonElement parent, string name) => parent.Text(name) switch
    {
        null => null,
        { } text when decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && Math.Abs(number) <= AmountMax => number,
        _ => throw new ProviderException(ProviderFault.BadAnswer, $"QuickBooks answered a {name} that is no amount."),
    };

    /// <summary>A number that has to be there.</summary>
    public static decimal RequiredNumber(this JsonElement parent, string name) =>
        parent.Number(name) ?? throw new ProviderException(ProviderFault.BadAnswer, $"QuickBooks answered without a {name}.");

    /// <summary>A day; null when it is absent.</summary>
    public static DateOnly? Day(this JsonElement parent, string name) => parent.Text(name) switch
    {
        null => null,
        // A day may come with a time or an offset behind it.
        { Length: >= 10 } text when DateOnly.TryParseExact(text.AsSpan(0, 10), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) => day,
        _ => throw new ProviderException(ProviderFault.BadAnswer, $"QuickBooks answered a {name} that is no day."),
    };

    /// <summary>The id that a reference such as <c>VendorRef</c> points to; null when it is absent.</summary>
    public static string? Ref(this JsonElement parent, string name) => parent.Part(name)?.Text("value");

    /// <summary>When the object was last changed.</summary>
    public static DateTimeOffset? Changed(this JsonElement entity) => entity.Part("MetaData")?.Instant("LastUpdatedTime");

    /// <summary>What the object is called, and as which version it was seen.</summary>
    /// <param name="number">What people call it.</param>
    public static RemoteReference Reference(this JsonElement entity, string? number) =>
        new(entity.RequiredText("Id"), entity.RequiredText("SyncToken"), entity.Changed(), number);

    /// <summary>The entries of <c>Line</c>.</summary>
    public static IReadOnlyList<JsonElement> Lines(this JsonElement transaction) => transaction.Items("Line", LinesMax);

    /// <summary>The ids of the transactions of one type that a transaction or line is linked with.</summary>
    public static IEnumerable<string> Linked(this JsonElement parent, Func<string, bool> isWanted) =>
        from link in parent.Items("LinkedTxn", LinesMax)
        where link.Text("TxnType") is { } type && isWanted(type)
        select link.RequiredText("TxnId");

    /// <summary>The one that was made first: a copy that somebody made over there carries our note too.</summary>
    public static JsonElement? Eldest(IEnumerable<JsonElement> entities) => entities
        .OrderBy(entity => entity.RequiredText("Id").Length).ThenBy(entity => entity.RequiredText("Id"), StringComparer.Ordinal)
        .Select(entity => (JsonElement?)entity).FirstOrDefault();

    private const int LinesMax = 10_000;
}
