using System.Text.Json.Serialization;

namespace Quittance.Simulator.Feed;

/// <param name="Cursor">Null, and written so, on the last page.</param>
internal sealed record FeedPage(IReadOnlyList<FeedEntry> Invoices, [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Cursor);
