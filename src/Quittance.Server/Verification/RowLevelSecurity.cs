using System.Diagnostics.CodeAnalysis;
using Quittance.Server.Storage;

namespace Quittance.Server.Verification;

/// <summary>The second wall stands: every tenant table has its policy, and the server's role can get around none.</summary>
internal sealed class RowLevelSecurity : IDatabaseCheck
{
    public string Name => "row_level_security";

    public async Task RunAsync(Snapshot snapshot, Faults faults, CancellationToken cancel)
    {
        await TellAsync(
            snapshot, faults,
            """
            select format('table %I has no row-level security', c.relname)
            from pg_class c
            where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and c.relname <> 'schema_migrations'
              and not c.relrowsecurity
            union all
            select format('table %I lacks the policy organization_wall', c.relname)
            from pg_class c
            where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and c.relname <> 'schema_migrations'
              and not exists (
                  select from pg_policy p
                  where p.polrelid = c.oid and p.polname = 'organization_wall' and pg_get_expr(p.polqual, p.polrelid) = '(organization_id = organization())')
            union all
            select format('table %I has a policy %I that lets more through', c.relname, p.polname)
            from pg_policy p
            join pg_class c on c.oid = p.polrelid
            where c.relnamespace = 'public'::regnamespace and p.polpermissive and p.polname <> 'organization_wall'
            """,
            [],
            cancel);
        await TellAsync(
            snapshot, faults,
            """
            select format('role %I does not exist', $1) where not exists (select from pg_roles where rolname = $1)
            union all
            select format('role %I is a superuser', rolname) from pg_roles where rolname = $1 and rolsuper
            union all
            select format('role %I bypasses row-level security', rolname) from pg_roles where rolname = $1 and rolbypassrls
            union all
            select format('role %I owns %s', $1, c.oid::regclass)
            from pg_class c
            join pg_roles r on r.oid = c.relowner
            where r.rolname = $1 and c.relkind in ('r', 'p', 'v', 'm', 'S')
            union all
            select format('role %I is a member of %I, which owns tables', $1, o.rolname)
            from pg_roles o
            join pg_roles r on r.rolname = $1 and r.oid <> o.oid
            where pg_has_role(r.oid, o.oid, 'member')
              and exists (select from pg_class c where c.relowner = o.oid and c.relnamespace = 'public'::regnamespace)
            """,
            [ServerRole.Name],
            cancel);
    }

    private static async Task TellAsync(Snapshot snapshot, Faults faults, [ConstantExpected] string text, object[] values, CancellationToken cancel)
    {
        await using var command = snapshot.Sql(text, values);
        await using var row = await command.ExecuteReaderAsync(cancel);
        while (await row.ReadAsync(cancel))
        {
            faults.Add(row.GetString(0));
        }
    }
}
