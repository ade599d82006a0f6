namespace Quittance.Server.Verification;

/// <summary>A bill stands where its approvals have brought it, they were given by the payer's people, and policies hang below others of their own business.</summary>
internal sealed class ApprovalSlots : IDatabaseCheck
{
    public string Name => "approval_slots";

    public async Task RunAsync(Snapshot snapshot, Faults faults, CancellationToken cancel)
    {
        await snapshot.TellAsync(
            faults,
            """
            select s.organization_id, 'pay_', s.invoice_id,
                format('is %s with %s approvals given, %s refused and %s open', i.status,
                    count(*) filter (where s.action = 'approve'), count(*) filter (where s.action = 'reject'), count(*) filter (where s.action = 'none'))
            from approval_slots s
            join invoices i on i.organization_id = s.organization_id and i.id = s.invoice_id
            group by s.organization_id, s.invoice_id, i.status
            having case i.status
                when 'draft' then true
                when 'submitted' then bool_and(s.action = 'approve') or bool_or(s.action = 'reject')
                when 'declined' then bool_and(s.action = 'approve')
                when 'canceled' then false
                else bool_or(s.action <> 'approve')
            end
            """,
            cancel);
        await snapshot.TellAsync(
            faults,
            """
            select s.organization_id, 'inap_', s.id, 'was filled or is held by somebody who is not of the payer'
            from approval_slots s
            join invoices i on i.organization_id = s.organization_id and i.id = s.invoice_id
            join business_users u on u.organization_id = s.organization_id and u.id in (s.acted_user_id, s.assigned_user_id)
            where u.business_id <> i.payer_id
            """,
            cancel);
        await snapshot.TellAsync(
            faults,
            """
            select organization_id, 'apvl_', policy_id, format('has two approvals of one person on invoice %s', invoice_id)
            from approval_slots
            where acted_user_id is not null
            group by organization_id, invoice_id, policy_id, acted_user_id
            having count(*) > 1
            """,
            cancel);
        await snapshot.TellAsync(
            faults,
            """
            select p.organization_id, 'apvl_', p.id, 'hangs below a policy of another business'
            from approval_policies p
            join approval_policies above on above.organization_id = p.organization_id and above.id = p.upstream_id
            where above.business_id <> p.business_id
            """,
            cancel);
    }
}
