namespace Quittance.Server.Networks;

/// <summary>A label by which an organization sorts its connections.</summary>
/// <param name="Color"><c>#rrggbb</c>; null leaves it to whoever shows it.</param>
internal sealed record Tag(Guid Id, string Name, string? Color);

/// <summary>A tag and where it stands in the list of all.</summary>
internal sealed record TagRow(Tag Tag, DateTimeOffset CreatedAt);
