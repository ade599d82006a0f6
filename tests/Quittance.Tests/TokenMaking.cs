using Npgsql;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Tests;

/// <summary>Makes tokens that hold less than the owner's.</summary>
internal static class TokenMaking
{
    /// <param name="owner">A source that no wall holds back.</param>
    /// <param name="businesses">The businesses that it is limited to; null means all of the organization.</param>
    public static async Task<string> AddAsync(NpgsqlDataSource owner, OrganizationId organization, IReadOnlyList<string> permissions, IReadOnlyList<Guid>? businesses)
    {
        var now = TimeProvider.System.GetUtcNow();
        var token = Token.New(Token.ApiPrefix);
        await using var insert = owner.CreateCommand(
            """
            with token as (
                insert into api_tokens (organization_id, id, name, hash, permissions, business_ids, created_at)
                values ($1, $2, 'less', $3, $4, $5, $6)
                returning organization_id, id, hash)
            insert into gate.directory (kind, hash, organization_id, id) select 'token', hash, organization_id, id from token
            """);
        insert.Parameters.Add(new() { Value = organization.Value });
        insert.Parameters.Add(new() { Value = Guid.CreateVersion7(now) });
        insert.Parameters.Add(new() { Value = token.Hash });
        insert.Parameters.Add(new() { Value = permissions.ToArray() });
        insert.Parameters.Add(new() { Value = (object?)businesses?.ToArray() ?? DBNull.Value });
        insert.Parameters.Add(new() { Value = now });
        await insert.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        return token.Text;
    }
}
