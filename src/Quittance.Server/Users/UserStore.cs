using Npgsql;
using Quittance.Domain;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Users;

/// <summary>The tables <c>users</c> and <c>roles</c>, and the entries in the gate's directory.</summary>
internal readonly struct UserStore(TenantSession session)
{
    private const string Members =
        """
        select u.id, u.email, u.name, u.role_id, u.business_ids, u.created_at, r.name, r.permissions
        from users u
        join roles r on r.organization_id = u.organization_id and r.id = u.role_id
        where u.organization_id = $1
        """;

    public async Task<IReadOnlyDictionary<string, Guid>> AddShippedRolesAsync(DateTimeOffset now, CancellationToken cancel)
    {
        var ids = new Dictionary<string, Guid>(StringComparer.Ordinal);
        foreach (var (name, permissions) in ShippedRoles.Permissions)
        {
            ids[name] = Guid.CreateVersion7(now);
            await session.Sql("insert into roles (organization_id, id, name, permissions) values ($1, $2, $3, $4)", ids[name], name, permissions.ToArray()).ExecuteAsync(cancel);
        }

        return ids;
    }

    /// <summary>The organization's roles, those that may do most first.</summary>
    public async Task<IReadOnlyList<Role>> RolesAsync(CancellationToken cancel)
    {
        await using var command = session.Sql("select id, name, permissions from roles where organization_id = $1 order by cardinality(permissions) desc, name");
        await using var row = await command.ExecuteReaderAsync(cancel);
        var roles = new List<Role>();
        while (await row.ReadAsync(cancel))
        {
            roles.Add(new Role(row.GetGuid(0), row.GetString(1), row.GetFieldValue<string[]>(2)));
        }

        return roles;
    }

    public async Task<string> OrganizationNameAsync(CancellationToken cancel)
    {
        await using var command = session.Sql("select name from organizations where organization_id = $1");
        return (string)(await command.ExecuteScalarAsync(cancel))!;
    }

    public async Task AddAsync(User user, string passwordHash, CancellationToken cancel)
    {
        try
        {
            await session.Sql(
                """
                insert into users (organization_id, id, email, name, password_hash, role_id, business_ids, created_at, updated_at)
                values ($1, $2, $3, $4, $5, $6, $7, $8, $8)
                """,
                user.Id.Value, user.Email, user.Name, passwordHash, user.RoleId, user.Businesses?.ToArray(), user.CreatedAt).ExecuteAsync(cancel);
        }
        catch (PostgresException taken) when (taken.ConstraintName == "users_email")
        {
            throw new RefusedException(Refusal.EmailTaken, $"{user.Email} is a member already.");
        }

        await EnterAsync("user", Token.HashOf(user.Email), user.Id.Value, cancel);
    }

    /// <param name="within">Finds only a person who is limited to some of these businesses; null finds anyone.</param>
    public async Task<Member?> FindAsync(UserId id, IReadOnlyList<Guid>? within, CancellationToken cancel)
    {
        await using var command = session.Sql($"{Members} and u.id = $2 and ($3::uuid[] is null or u.business_ids <@ $3)", id.Value, within?.ToArray());
        return (await ReadAllAsync(command, cancel)).SingleOrDefault();
    }

    /// <param name="within">As in <see cref="FindAsync"/>.</param>
    public async Task<Member> GetAsync(UserId id, IReadOnlyList<Guid>? within, CancellationToken cancel) =>
        await FindAsync(id, within, cancel) ?? throw NoSuchMember();

    /// <summary>Reads a person whom nobody can remove or give another password until the session ends.</summary>
    public async Task<Member?> HoldAsync(UserId id, CancellationToken cancel)
    {
        // Two statements: one that had to wait for a change of role would join the person with the role they had before.
        await session.Sql("select from users where organization_id = $1 and id = $2 for share", id.Value).ExecuteAsync(cancel);
        return await FindAsync(id, null, cancel);
    }

    /// <summary>Reads a person to be changed or removed; changes of one organization's members wait for each other here.</summary>
    /// <remarks>The organization's row is the lock, so that two owners cannot remove each other at once. Foreign keys to it are not held up.</remarks>
    /// <param name="within">As in <see cref="FindAsync"/>.</param>
    public async Task<Member> LockAsync(UserId id, IReadOnlyList<Guid>? within, CancellationToken cancel)
    {
        await session.Sql("select from organizations where organization_id = $1 for no key update").ExecuteAsync(cancel);
        await using var command = session.Sql($"{Members} and u.id = $2 and ($3::uuid[] is null or u.business_ids <@ $3) for update of u", id.Value, within?.ToArray());
        return (await ReadAllAsync(command, cancel)).SingleOrDefault() ?? throw NoSuchMember();
    }

    /// <summary>Refuses to lose an owner who is the only one. The member has to be locked.</summary>
    public async Task RequireAnotherOwnerAsync(Member leaving, CancellationToken cancel)
    {
        await using var command = session.Sql(
            """
            select exists (
                select from users u
                join roles r on r.organization_id = u.organization_id and r.id = u.role_id
                where u.organization_id = $1 and r.name = $2 and u.id <> $3)
            """,
            ShippedRoles.Owner, leaving.Id.Value);
        if (leaving.IsOwner && !(bool)(await command.ExecuteScalarAsync(cancel))!)
        {
            throw new RefusedException(Refusal.LastOwner, $"{leaving.User.Email} is the organization's last owner. Make someone else an owner first.");
        }
    }

    /// <param name="within">As in <see cref="FindAsync"/>.</param>
    public async Task<IReadOnlyList<Member>> ListAsync(Page page, IReadOnlyList<Guid>? within, CancellationToken cancel)
    {
        await using var command = session.Sql(
            $"""
            {Members} and ($2::uuid[] is null or u.business_ids <@ $2)
                and ($3::timestamptz is null or (u.created_at, u.id) < ($3, $4::uuid))
            order by u.created_at desc, u.id desc
            limit $5 offset $6
            """,
            within?.ToArray(), page.AfterCreatedAt, page.AfterId, page.Limit, page.Offset);
        return await ReadAllAsync(command, cancel);
    }

    public Task SetRoleAsync(UserId id, Guid role, DateTimeOffset now, CancellationToken cancel) => session.Sql(
        "update users set role_id = $3, updated_at = $4 where organization_id = $1 and id = $2", id.Value, role, now).ExecuteAsync(cancel);

    public async Task<string?> PasswordHashAsync(UserId id, CancellationToken cancel)
    {
        await using var command = session.Sql("select password_hash from users where organization_id = $1 and id = $2", id.Value);
        return await command.ExecuteScalarAsync(cancel) as string;
    }

    public Task SetPasswordAsync(UserId id, string hash, DateTimeOffset now, CancellationToken cancel) => session.Sql(
        "update users set password_hash = $3, updated_at = $4 where organization_id = $1 and id = $2", id.Value, hash, now).ExecuteAsync(cancel);

    /// <summary>Removes a person with everything that lets them in.</summary>
    public async Task RemoveAsync(UserId id, CancellationToken cancel)
    {
        await session.SignIns.EndAllAsync(id, null, cancel);
        await session.ApiTokens.RemoveAllAsync(id, cancel);
        await LeaveAsync("user", id.Value, cancel);
        await session.Sql("delete from users where organization_id = $1 and id = $2", id.Value).ExecuteAsync(cancel);
    }

    public Task EnterAsync(string kind, byte[] hash, Guid id, CancellationToken cancel) =>
        session.Sql("select gate.enter($2, $3, $4) from (select $1::uuid) as unused", kind, hash, id).ExecuteAsync(cancel);

    public Task LeaveAsync(string kind, Guid id, CancellationToken cancel) =>
        session.Sql("select gate.leave($2, $3) from (select $1::uuid) as unused", kind, id).ExecuteAsync(cancel);

    private static async Task<List<Member>> ReadAllAsync(NpgsqlCommand command, CancellationToken cancel)
    {
        await using var row = await command.ExecuteReaderAsync(cancel);
        var members = new List<Member>();
        while (await row.ReadAsync(cancel))
        {
            var role = new Role(row.GetGuid(3), row.GetString(6), row.GetFieldValue<string[]>(7));
            var user = new User(
                new UserId(row.GetGuid(0)), row.GetString(1), row.TextOrNull(2), role.Id, row.ArrayOrNull<Guid>(4), row.GetFieldValue<DateTimeOffset>(5));
            members.Add(new Member(user, role));
        }

        return members;
    }

    private static RefusedException NoSuchMember() => new(Refusal.NotFound, "There is no such member.");
}
