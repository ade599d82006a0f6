using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using Quittance.Domain.Approvals;
using Quittance.Domain.Businesses;
using Quittance.Server.Api;
using Quittance.Server.Storage;

namespace Quittance.Server.Approvals;

/// <summary>The table <c>approval_policies</c>.</summary>
internal readonly struct ApprovalPolicyStore(TenantSession session)
{
    public Task AddAsync(ApprovalPolicy policy, CancellationToken cancel) => session.Sql(
        """
        insert into approval_policies (organization_id, id, business_id, upstream_id, trigger, rule, updated_at, created_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8)
        """,
        [.. Values(policy), policy.CreatedAt]).ExecuteAsync(cancel);

    public Task UpdateAsync(ApprovalPolicy policy, CancellationToken cancel) => session.Sql(
        """
        update approval_policies set upstream_id = $4, trigger = $5, rule = $6, updated_at = $7
        where organization_id = $1 and id = $2 and business_id = $3
        """,
        Values(policy)).ExecuteAsync(cancel);

    /// <summary>Takes a policy away, and with it all downstream.</summary>
    public Task DeleteAsync(ApprovalPolicyId id, CancellationToken cancel) =>
        session.Sql("delete from approval_policies where organization_id = $1 and id = $2", id.Value).ExecuteAsync(cancel);

    /// <summary>All policies of a business, the oldest first.</summary>
    public Task<IReadOnlyList<ApprovalPolicy>> OfAsync(BusinessId business, CancellationToken cancel) => OfAsync([business.Value], cancel);

    /// <summary>All policies of some businesses, the oldest first.</summary>
    public async Task<IReadOnlyList<ApprovalPolicy>> OfAsync(Guid[] businesses, CancellationToken cancel)
    {
        await using var command = session.Sql(
            """
            select id, business_id, upstream_id, trigger, rule, created_at, updated_at
            from approval_policies
            where organization_id = $1 and business_id = any ($2)
            order by created_at, id
            """,
            businesses);
        await using var row = await command.ExecuteReaderAsync(cancel);
        var policies = new List<ApprovalPolicy>();
        while (await row.ReadAsync(cancel))
        {
            policies.Add(Read(row));
        }

        return policies;
    }

    /// <summary>All policies of a business, which nobody else can change until the session ends: what holds for a tree is asked of all at once.</summary>
    public async Task<IReadOnlyList<ApprovalPolicy>> LockOfAsync(BusinessId business, CancellationToken cancel)
    {
        await session.Sql("select 1 from businesses where organization_id = $1 and id = $2 for no key update", business.Value).ExecuteAsync(cancel);
        return await OfAsync(business, cancel);
    }

    /// <summary>Those of the ids that name nobody known here.</summary>
    public async Task<IReadOnlyList<BusinessId>> UnknownPayeesAsync(IEnumerable<BusinessId> payees, CancellationToken cancel)
    {
        await using var command = session.Sql(
            "select id from unnest($2::uuid[]) as id where id not in (select p.id from parties p where p.organization_id = $1 and p.id = any ($2))",
            payees.Select(payee => payee.Value).ToArray());
        await using var row = await command.ExecuteReaderAsync(cancel);
        var unknown = new List<BusinessId>();
        while (await row.ReadAsync(cancel))
        {
            unknown.Add(new BusinessId(row.GetGuid(0)));
        }

        return unknown;
    }

    /// <summary>The policy of that id among a business's.</summary>
    public static ApprovalPolicy In(IReadOnlyList<ApprovalPolicy> policies, ApprovalPolicyId id) =>
        policies.FirstOrDefault(policy => policy.Id == id) ?? throw Ids.NotFound("approval policy");

    private static object?[] Values(ApprovalPolicy policy) =>
        [policy.Id.Value, policy.BusinessId.Value, policy.UpstreamId?.Value, Json(policy.Triggers), Json(policy.Rule), policy.UpdatedAt];

    private static NpgsqlParameter Json<T>(T value) => new() { Value = JsonSerializer.Serialize(value, StoredJson.Options), NpgsqlDbType = NpgsqlDbType.Jsonb };

    private static ApprovalPolicy Read(NpgsqlDataReader row) => new(
        new ApprovalPolicyId(row.GetGuid(0)),
        new BusinessId(row.GetGuid(1)),
        row.ValueOrNull<Guid>(2) is { } upstream ? new ApprovalPolicyId(upstream) : null,
        JsonSerializer.Deserialize<IReadOnlyList<ApprovalTrigger>>(row.GetString(3), StoredJson.Options)!,
        JsonSerializer.Deserialize<ApprovalRule>(row.GetString(4), StoredJson.Options)!,
        row.GetFieldValue<DateTimeOffset>(5),
        row.GetFieldValue<DateTimeOffset>(6));
}
