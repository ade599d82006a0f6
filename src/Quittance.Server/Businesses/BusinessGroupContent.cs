using Quittance.Domain.Businesses;

namespace Quittance.Server.Businesses;

/// <summary>What a caller says of a group of businesses.</summary>
internal sealed record BusinessGroupContent(string? ForeignId, string? Name, string? EmailTo, IReadOnlyDictionary<string, string> Metadata)
{
    public BusinessGroup AppliedTo(BusinessGroupId id, DateTimeOffset createdAt, DateTimeOffset now) => new(id, ForeignId, Name, EmailTo, Metadata, createdAt, now);
}
