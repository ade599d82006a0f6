using Npgsql;
using Quittance.Server.Storage;

namespace Quittance.Server.Loading;

/// <summary>A session of one organization, and the connection on which it runs, for COPY. Disposing it without a commit rolls everything back.</summary>
internal sealed record LoadSession(TenantSession Session, NpgsqlConnection Db) : IAsyncDisposable
{
    public static async Task<LoadSession> OpenAsync(
        NpgsqlDataSource owner, OrganizationId organization, SecretBox secrets, TimeProvider clock, CancellationToken cancel)
    {
        var db = await owner.OpenConnectionAsync(cancel);
        try
        {
            var session = new TenantSession(organization, null, new Atom(db, await db.BeginTransactionAsync(cancel)), secrets, clock);
            await session.EnterAsync(cancel);
            return new LoadSession(session, db);
        }
        catch
        {
            await db.DisposeAsync();
            throw;
        }
    }

    public ValueTask DisposeAsync() => Session.DisposeAsync();
}
