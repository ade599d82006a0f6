using Npgsql;
using Quittance.Domain.Approvals;
using Quittance.Domain.Businesses;
using Quittance.Server.Api;
using Quittance.Server.Storage;

namespace Quittance.Server.Approvals;

/// <summary>A person who may be asked for approvals.</summary>
/// <param name="Name">What people call them, as far as it is known.</param>
internal sealed record ApproverRow(Approver Approver, string Name)
{
    public BusinessUserId Id => Approver.Id;
}

/// <summary>The table <c>business_users</c>, as approvals need it.</summary>
internal readonly struct ApproverStore(TenantSession session)
{
    private const string Columns = "select id, roles, coalesce(name, email, foreign_id) from business_users";

    /// <summary>A business's people, those who were there first before others. Who was removed is not among them.</summary>
    public Task<IReadOnlyList<ApproverRow>> OfAsync(BusinessId business, CancellationToken cancel) => ReadAsync(
        session.Sql($"{Columns} where organization_id = $1 and business_id = $2 and removed_at is null order by created_at, id", business.Value), cancel);

    /// <summary>One of a business's people, who stays as they are until the session ends.</summary>
    public async Task<ApproverRow> HoldAsync(BusinessId business, BusinessUserId id, CancellationToken cancel) => (await ReadAsync(
        session.Sql($"{Columns} where organization_id = $1 and business_id = $2 and id = $3 and removed_at is null for share", business.Value, id.Value), cancel))
        .SingleOrDefault() ?? throw Ids.NotFound("user");

    /// <summary>What people are called, those who were removed included; in the order of the ids.</summary>
    public async Task<IReadOnlyList<string>> NamesAsync(IReadOnlyList<BusinessUserId> ids, CancellationToken cancel)
    {
        var rows = await ReadAsync(session.Sql($"{Columns} where organization_id = $1 and id = any ($2)", ids.Select(id => id.Value).ToArray()), cancel);
        return [.. ids.Join(rows, id => id, row => row.Id, (_, row) => row.Name)];
    }

    private static async Task<IReadOnlyList<ApproverRow>> ReadAsync(NpgsqlCommand command, CancellationToken cancel)
    {
        await using (command)
        {
            await using var row = await command.ExecuteReaderAsync(cancel);
            var people = new List<ApproverRow>();
            while (await row.ReadAsync(cancel))
            {
                var id = new BusinessUserId(row.GetGuid(0));
                people.Add(new ApproverRow(new Approver(id, row.GetFieldValue<string[]>(1)), row.TextOrNull(2) ?? $"{id}"));
            }

            return people;
        }
    }
}
