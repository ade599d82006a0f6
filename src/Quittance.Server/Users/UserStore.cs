using Npgsql;
using Quittance.Domain;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Users;

/// <summary>The tables <c>users</c>, <c>roles</c>, <c>api_tokens</c> and <c>sessions</c>, and their entries in the gate's directory.</summary>
internal readonly struct UserStore(TenantSession session)
{
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

    public async Task AddTokenAsync(ApiToken token, byte[] hash, CancellationToken cancel)
    {
        await session.Sql(
            """
            insert into api_tokens (organization_id, id, user_id, name, hash, permissions, business_ids, created_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8)
            """,
            token.Id, token.UserId?.Value, token.Name, hash, token.Permissions.ToArray(), token.Businesses?.ToArray(), token.CreatedAt).ExecuteAsync(cancel);
        await EnterAsync("token", hash, token.Id, cancel);
    }

    public Task EnterAsync(string kind, byte[] hash, Guid id, CancellationToken cancel) =>
        session.Sql("select gate.enter($2, $3, $4) from (select $1::uuid) as unused", kind, hash, id).ExecuteAsync(cancel);

    public Task LeaveAsync(string kind, Guid id, CancellationToken cancel) =>
        session.Sql("select gate.leave($2, $3) from (select $1::uuid) as unused", kind, id).ExecuteAsync(cancel);
}
