using Npgsql;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Users;

/// <summary>Ends a session. One that has ended already, or never was, is no matter.</summary>
internal sealed class SignOut(Database database, NpgsqlDataSource source)
{
    /// <param name="text">What the cookie holds.</param>
    public async Task RunAsync(string text, string requestId, CancellationToken cancel)
    {
        if (await FindAsync(Token.HashOf(text), cancel) is not var (organization, id))
        {
            return;
        }

        await using var session = await database.OpenAsync(organization, cancel);
        if (await session.SignIns.EndAsync(id, cancel) is { } member)
        {
            session.Audit.Add(new Actor($"user:{member.User.Email}", requestId), "member.signed_out", $"{member.Id}", null, null);
            await session.CommitAsync(cancel);
        }
    }

    private async Task<(OrganizationId Organization, Guid Id)?> FindAsync(byte[] hash, CancellationToken cancel)
    {
        await using var command = source.CreateCommand("select organization_id, id from gate.find('session', $1)");
        command.Parameters.Add(new() { Value = hash });
        await using var row = await command.ExecuteReaderAsync(cancel);
        return await row.ReadAsync(cancel) ? (new OrganizationId(row.GetGuid(0)), row.GetGuid(1)) : null;
    }
}
