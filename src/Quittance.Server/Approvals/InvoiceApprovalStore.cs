using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using Quittance.Domain.Approvals;
using Quittance.Domain.Businesses;
using Quittance.Domain.Invoices;
using Quittance.Domain.Networks;
using Quittance.Server.Storage;

namespace Quittance.Server.Approvals;

/// <summary>The table <c>approval_slots</c>, and the policies that a bill keeps in <c>invoice_plans</c>; both are the payer's organization's.</summary>
internal readonly struct InvoiceApprovalStore(TenantSession session)
{
    /// <summary>What a bill needs, with the row of the bill held already.</summary>
    public async Task<InvoiceApprovals> OfAsync(InvoiceId invoice, CancellationToken cancel)
    {
        await using var command = session.Sql(
            """
            select id, policy_id, upstream_id, eligible_roles, eligible_user_ids, assigned_user_id, action, acted_user_id, dated_at
            from approval_slots
            where organization_id = $1 and invoice_id = $2
            order by position
            """,
            invoice.Value);
        await using var row = await command.ExecuteReaderAsync(cancel);
        var slots = new List<ApprovalSlot>();
        while (await row.ReadAsync(cancel))
        {
            slots.Add(Read(row));
        }

        return new InvoiceApprovals(slots);
    }

    /// <summary>What the payer's organization notes beside a bill.</summary>
    public async Task<IReadOnlyDictionary<string, string>> MetadataOfAsync(InvoiceId invoice, CancellationToken cancel)
    {
        await using var command = session.Sql("select metadata from invoice_plans where organization_id = $1 and invoice_id = $2", invoice.Value);
        return await command.ExecuteScalarAsync(cancel) is string json
            ? JsonSerializer.Deserialize<Dictionary<string, string>>(json, StoredJson.Options)!
            : new Dictionary<string, string>();
    }

    /// <summary>Keeps the policies that apply to a bill, and the slots that they ask for.</summary>
    public async Task AddAsync(Invoice invoice, IReadOnlyList<ApprovalPolicy> policies, InvoiceApprovals approvals, CancellationToken cancel)
    {
        session.Shown.InvoiceChanged(invoice.Id);
        await PutPoliciesAsync(invoice, policies, cancel);
        for (var position = 0; position < approvals.Slots.Count; position++)
        {
            var slot = approvals.Slots[position];
            await session.Sql(
                """
                insert into approval_slots (
                    organization_id, id, invoice_id, position, policy_id, upstream_id, eligible_roles, eligible_user_ids, assigned_user_id, action,
                    acted_user_id, dated_at)
                values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
                """,
                slot.Id.Value, invoice.Id.Value, position, slot.PolicyId.Value, slot.UpstreamId?.Value, slot.EligibleRoles.ToArray(),
                slot.EligibleUserIds.Select(id => id.Value).ToArray(), slot.AssignedId?.Value, Words.Of(slot.Action), slot.ActedId?.Value, slot.DatedAt).ExecuteAsync(cancel);
        }
    }

    public async Task UpdateAsync(InvoiceId invoice, IEnumerable<ApprovalSlot> slots, CancellationToken cancel)
    {
        session.Shown.InvoiceChanged(invoice);
        foreach (var slot in slots)
        {
            await session.Sql(
                "update approval_slots set assigned_user_id = $3, action = $4, acted_user_id = $5, dated_at = $6 where organization_id = $1 and id = $2",
                slot.Id.Value, slot.AssignedId?.Value, Words.Of(slot.Action), slot.ActedId?.Value, slot.DatedAt).ExecuteAsync(cancel);
        }
    }

    /// <summary>Takes the slots and the policies away.</summary>
    public async Task ClearAsync(InvoiceId invoice, CancellationToken cancel)
    {
        session.Shown.InvoiceChanged(invoice);
        await session.Sql("delete from approval_slots where organization_id = $1 and invoice_id = $2", invoice.Value).ExecuteAsync(cancel);
        await session.Sql(
            "update invoice_plans set policies = '[]' where organization_id = $1 and invoice_id = $2 and policies <> '[]'", invoice.Value).ExecuteAsync(cancel);
    }

    // A bill that came through another dialect has no plan here yet.
    private Task PutPoliciesAsync(Invoice invoice, IReadOnlyList<ApprovalPolicy> policies, CancellationToken cancel) => session.Sql(
        """
        insert into invoice_plans (organization_id, invoice_id, creator_id, policies) values ($1, $2, $3, $4)
        on conflict (organization_id, invoice_id) do update set policies = excluded.policies
        """,
        invoice.Id.Value,
        (invoice.Author == ConnectionRole.Payer ? invoice.PayerId : invoice.PayeeId).Value,
        new NpgsqlParameter { Value = JsonSerializer.Serialize(policies, StoredJson.Options), NpgsqlDbType = NpgsqlDbType.Jsonb }).ExecuteAsync(cancel);

    private static ApprovalSlot Read(NpgsqlDataReader row) => new(
        new ApprovalSlotId(row.GetGuid(0)),
        new ApprovalPolicyId(row.GetGuid(1)),
        row.ValueOrNull<Guid>(2) is { } upstream ? new ApprovalPolicyId(upstream) : null,
        row.GetFieldValue<string[]>(3),
        [.. row.GetFieldValue<Guid[]>(4).Select(id => new BusinessUserId(id))],
        row.ValueOrNull<Guid>(5) is { } assigned ? new BusinessUserId(assigned) : null,
        Words.Read<ApprovalAction>(row.GetString(6)),
        row.ValueOrNull<Guid>(7) is { } acted ? new BusinessUserId(acted) : null,
        row.GetFieldValue<DateTimeOffset>(8));
}
