using Quittance.Domain.Businesses;
using Quittance.Server.Security;

namespace Quittance.Server.Showing;

/// <summary>What is set in for a mark: the JSON that everybody may see, and the one with whole account numbers where there are any.</summary>
/// <param name="BusinessId">Whose numbers they are; only who sees it gets <paramref name="Whole"/>.</param>
internal sealed record ShownPart(byte[] Masked, byte[]? Whole, Guid BusinessId)
{
    /// <param name="mayHoldNumbers">Whether the caller may hold whole account numbers at all.</param>
    public byte[] For(Caller caller, bool mayHoldNumbers) => Whole is { } whole && mayHoldNumbers && caller.Sees(new BusinessId(BusinessId)) ? whole : Masked;
}
