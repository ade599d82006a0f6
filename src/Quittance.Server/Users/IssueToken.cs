using Npgsql;
using Quittance.Domain;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Users;

/// <summary>Gives a client a token of limited time: for itself, or with no more than the rights of one person.</summary>
internal sealed class IssueToken(NpgsqlDataSource source, Database database, TimeProvider clock)
{
    /// <summary>How long a token works.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(30);

    /// <param name="user">Whose rights it is to have; null for the client's own.</param>
    public async Task<Token> RunAsync(PresentedClient presented, UserId? user, string requestId, CancellationToken cancel)
    {
        var (session, client) = await presented.OpenAsync(source, database, cancel);
        await using var _ = session;
        var member = user is { } id ? await session.Users.HoldAsync(id, cancel) ?? throw UnknownUser() : null;

        var now = clock.GetUtcNow();
        var token = Token.New(Token.ApiPrefix);
        await session.ApiClients.AddTokenAsync(client, member?.Id, token.Hash, now, now + Lifetime, cancel);
        session.Audit.Add(new Actor($"client:{client.Name ?? client.Subject}", requestId), "client.token_issued", client.Subject, null, new { User = member is null ? null : $"{member.Id}" });
        await session.CommitAsync(cancel);
        return token;
    }

    private static RefusedException UnknownUser() => new(Refusal.SignInFailed, "There is no such entity user.");
}
