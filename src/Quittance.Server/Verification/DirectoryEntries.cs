namespace Quittance.Server.Verification;

/// <summary>The gate's directory knows exactly the tokens, sessions, people, invitations, connections and clients that there are.</summary>
internal sealed class DirectoryEntries : IDatabaseCheck
{
    public string Name => "directory";

    public async Task RunAsync(Snapshot snapshot, Faults faults, CancellationToken cancel)
    {
        await snapshot.TellAsync(
            faults,
            """
            select wanted.organization_id, wanted.kind || '_', wanted.id, 'is not in the directory, so it cannot be found by who presents it'
            from (
                select organization_id, 'token' as kind, id, hash from api_tokens where revoked_at is null
                union all
                select organization_id, 'session', id, hash from sessions
                union all
                select organization_id, 'download', id, hash from download_links
                union all
                select organization_id, 'user', id, sha256(convert_to(email, 'UTF8')) from users
                union all
                select organization_id, 'invitation', id, hash from invitations where status = 'pending'
                union all
                select organization_id, 'invoice_connection', id, uuid_send(id) from invoice_connections
                union all
                select organization_id, 'api_client', id, uuid_send(id) from api_clients where revoked_at is null
                union all
                select organization_id, 'accounting_company', id, sha256(convert_to(platform || E'\n' || (company ->> 'id'), 'UTF8'))
                from accounting_connections where status = 'connected') wanted
            left join gate.directory d
                on d.kind = wanted.kind and d.hash = wanted.hash and d.organization_id = wanted.organization_id and d.id = wanted.id
            where d.id is null
            """,
            cancel);
        await snapshot.TellAsync(
            faults,
            """
            select d.organization_id, d.kind || '_', d.id, 'is in the directory, but there is no such thing that works'
            from gate.directory d
            left join api_tokens t on d.kind = 'token' and t.organization_id = d.organization_id and t.id = d.id and t.hash = d.hash and t.revoked_at is null
            left join sessions s on d.kind = 'session' and s.organization_id = d.organization_id and s.id = d.id and s.hash = d.hash
            left join download_links l on d.kind = 'download' and l.organization_id = d.organization_id and l.id = d.id and l.hash = d.hash
            left join users u
                on d.kind = 'user' and u.organization_id = d.organization_id and u.id = d.id and sha256(convert_to(u.email, 'UTF8')) = d.hash
            left join invitations i
                on d.kind in ('invitation', 'invitation_email') and i.organization_id = d.organization_id and i.id = d.id
                and d.hash = case d.kind when 'invitation' then i.hash else sha256(convert_to(i.email, 'UTF8')) end
            left join invoice_connections c
                on d.kind = 'invoice_connection' and c.organization_id = d.organization_id and c.id = d.id and uuid_send(c.id) = d.hash
            left join api_clients a
                on d.kind = 'api_client' and a.organization_id = d.organization_id and a.id = d.id and uuid_send(a.id) = d.hash and a.revoked_at is null
            left join accounting_connections n
                on d.kind in ('accounting_link', 'accounting_company') and n.organization_id = d.organization_id and n.id = d.id
                and (d.kind = 'accounting_link' or (n.status = 'connected' and sha256(convert_to(n.platform || E'\n' || (n.company ->> 'id'), 'UTF8')) = d.hash))
            left join accounting_consents k
                on d.kind = 'accounting_consent' and k.organization_id = d.organization_id and k.id = d.id and k.used_at is null
            where coalesce(t.id, s.id, l.id, u.id, i.id, c.id, a.id, n.id, k.id) is null
            """,
            cancel);
    }
}
