namespace Quittance.Simulator.Feed;

/// <summary>One invoice of the list.</summary>
internal sealed record FeedEntry(string Id, string UpdatedAt, string FileName, bool Deleted);
