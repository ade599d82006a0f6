using Quittance.Domain.Businesses;

namespace Quittance.Server.Subscribers;

/// <summary>Collects what subscribers are to hear of a session; it is written with the effect.</summary>
internal sealed class Notices
{
    private readonly List<Notice> _pending = [];

    /// <param name="business">Whose object it is. What happened to a business of another organization is that organization's to tell.</param>
    /// <param name="objectType">The dialect's word: <c>payable</c>, <c>accounting_connection</c>.</param>
    /// <param name="action">The dialect's word: <c>approved</c>, <c>connected</c>.</param>
    /// <param name="description">One sentence for a person; ids and states, never secrets or account numbers.</param>
    public void Add(BusinessId business, string objectType, string action, Guid objectId, string description) =>
        _pending.Add(new Notice(business, objectType, action, objectId, description));

    private sealed record Notice(BusinessId Business, string ObjectType, string Action, Guid ObjectId, string Description);
}
