using System.Collections.Concurrent;
using Quittance.Server.Storage;

namespace Quittance.Server.Searching;

/// <summary>The names that this process keeps, of as many organizations as have searched lately.</summary>
internal sealed class PartyNamesCache
{
    private const int OrganizationsMax = 1000;

    private readonly ConcurrentDictionary<OrganizationId, PartyNames> _names = new();

    public PartyNames Of(OrganizationId organization) => _names.GetValueOrDefault(organization) ?? PartyNames.Unread;

    public void Put(OrganizationId organization, PartyNames names)
    {
        if (_names.Count >= OrganizationsMax)
        {
            _names.Clear();
        }

        _names.AddOrUpdate(organization, names, (_, there) => there.Change > names.Change ? there : names);
    }
}
