using Npgsql;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Users;

/// <summary>Ends a token that a client was given. One that has ended already, or is not the client's, is no fault (RFC 7009, section 2.2).</summary>
internal sealed class ReturnToken(NpgsqlDataSource source, Database database)
{
    public async Task RunAsync(PresentedClient presented, string token, string requestId, CancellationToken cancel)
    {
        var (session, client) = await presented.OpenAsync(source, database, cancel);
        await using var _ = session;
        if (await session.ApiClients.RemoveTokenAsync(client, Token.HashOf(token), cancel))
        {
            session.Audit.Add(new Actor($"client:{client.Name ?? client.Subject}", requestId), "client.token_revoked", client.Subject, null, null);
            await session.CommitAsync(cancel);
        }
    }
}
