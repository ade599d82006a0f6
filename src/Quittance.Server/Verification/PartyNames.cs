namespace Quittance.Server.Verification;

/// <summary>Every organization knows a business by the name and numbers that it has at home, and every business has its own party.</summary>
internal sealed class PartyNames : IDatabaseCheck
{
    public string Name => "party_names";

    public async Task RunAsync(Snapshot snapshot, Faults faults, CancellationToken cancel)
    {
        await snapshot.TellAsync(
            faults,
            """
            select p.organization_id, 'biz_', p.id,
                case when home.id is null then 'does not exist in the organization that it is from' else 'has another name or number at home' end
            from parties p
            left join parties home on home.organization_id = p.home_organization_id and home.id = p.id and home.home_organization_id = home.organization_id
            where p.home_organization_id <> p.organization_id
              and (home.id is null
                   or (p.name, p.siren, p.siret, p.vat, p.ein) is distinct from (home.name, home.siren, home.siret, home.vat, home.ein))
            """,
            cancel);
        await snapshot.TellAsync(
            faults,
            """
            select coalesce(p.organization_id, b.organization_id), 'biz_', coalesce(p.id, b.id),
                case when b.id is null then 'is at home here but is no business' else 'is a business, but not known as one that is at home here' end
            from (select organization_id, id from parties where home_organization_id = organization_id) p
            full join businesses b on b.organization_id = p.organization_id and b.id = p.id
            where p.id is null or b.id is null
            """,
            cancel);
    }
}
