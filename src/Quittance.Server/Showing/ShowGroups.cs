using Quittance.Domain.Businesses;
using Quittance.Server.Api.Payments;
using Quittance.Server.Api.Payments.Documents;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Showing;

/// <summary>Groups with those of their entities that the session sees.</summary>
internal static class ShowGroups
{
    public static async Task<ShownJson> ShowGroupAsync(
        this TenantSession session, Caller caller, BusinessGroupId id, EntityExtras extras, CancellationToken cancel) =>
        await Show.DocumentAsync(session, caller, await DocumentAsync(session, await session.BusinessGroups.GetAsync(id, cancel), extras, cancel), null, cancel);

    public static async Task<ShownJson> ShowGroupsAsync(
        this TenantSession session, Caller caller, IReadOnlyList<BusinessGroup> groups, long count, bool hasMore, CancellationToken cancel)
    {
        var documents = new List<ReadOnlyMemory<byte>>();
        foreach (var group in groups)
        {
            documents.Add(await DocumentAsync(session, group, EntityExtras.None, cancel));
        }

        return await Show.PageAsync(session, caller, documents, count, hasMore, null, cancel);
    }

    private static async Task<byte[]> DocumentAsync(TenantSession session, BusinessGroup group, EntityExtras extras, CancellationToken cancel) =>
        PaymentsJson.Write(new EntityGroupResponse(
            PaymentsIds.Write(PaymentsIds.EntityGroup, group.Id.Value),
            await session.EntitiesAsync(await session.BusinessGroups.MembersAsync(group.Id, cancel), extras, cancel),
            group.Metadata,
            group.ForeignId,
            group.Name,
            group.EmailTo));
}
