namespace Quittance.Server.Showing;

/// <summary>What is set in for a mark: the JSON that everybody may see, and the one with whole account numbers where there are any.</summary>
/// <param name="BusinessId">Whose numbers they are; only who sees it gets <paramref name="Whole"/>.</param>
internal sealed record ShownPart(byte[] Masked, byte[]? Whole, Guid BusinessId);
