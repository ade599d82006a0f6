using Quittance.Domain.Businesses;
using Quittance.Domain.Networks;

namespace Quittance.Server.Networks;

/// <summary>A connection as one of its sides sees it.</summary>
/// <param name="Role">The side that looks.</param>
/// <param name="BusinessName">The name of the business on that side.</param>
/// <param name="ConnectedBusinessName">The name of the other side's business; null while the invitation waits.</param>
internal sealed record ConnectionView(
    NetworkConnection Connection,
    ConnectionRole Role,
    string? Alias,
    IReadOnlyList<Tag> Tags,
    string BusinessName,
    string? ConnectedBusinessName)
{
    public BusinessId BusinessId => (Role == ConnectionRole.Payer ? Connection.PayerId : Connection.PayeeId)!.Value;

    public BusinessId? ConnectedBusinessId => Role == ConnectionRole.Payer ? Connection.PayeeId : Connection.PayerId;
}

/// <summary>Which connections are wanted; what is null does not narrow.</summary>
/// <param name="Status">Null means active and archived.</param>
/// <param name="Search">A part of either business's name or of the alias, in any case.</param>
/// <param name="Business">The side to look from.</param>
internal sealed record ConnectionFilter(NetworkConnectionStatus? Status, Guid? Tag, string? Search, BusinessId? Business);
