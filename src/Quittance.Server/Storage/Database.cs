using System.Data;
using Npgsql;
using Quittance.Server.Showing;

namespace Quittance.Server.Storage;

/// <summary>The one way to PostgreSQL for tenant data. Every session belongs to an organization, so no query can forget which.</summary>
internal sealed class Database(NpgsqlDataSource source, PartCache parts, SecretBox secrets, TimeProvider clock)
{
    /// <summary>A session that sees all of an organization's businesses.</summary>
    public Task<TenantSession> OpenAsync(OrganizationId organization, CancellationToken cancel) => OpenAsync(organization, null, cancel);

    /// <summary>A session behind both walls.</summary>
    /// <param name="businesses">The businesses it may see; null means all of the organization's.</param>
    public Task<TenantSession> OpenAsync(OrganizationId organization, IReadOnlyList<Guid>? businesses, CancellationToken cancel) =>
        OpenAsync(organization, businesses, IsolationLevel.ReadCommitted, cancel);

    /// <summary>A session in which every question is answered as of one moment, the first one's. It is not for writing.</summary>
    public Task<TenantSession> OpenToReadAsync(OrganizationId organization, IReadOnlyList<Guid>? businesses, CancellationToken cancel) =>
        OpenAsync(organization, businesses, IsolationLevel.RepeatableRead, cancel);

    private async Task<TenantSession> OpenAsync(OrganizationId organization, IReadOnlyList<Guid>? businesses, IsolationLevel isolation, CancellationToken cancel)
    {
        var db = await source.OpenConnectionAsync(cancel);
        try
        {
            var session = new TenantSession(organization, businesses, new Atom(db, await db.BeginTransactionAsync(isolation, cancel)) { PartCache = parts }, secrets, clock);
            await session.EnterAsync(cancel);
            return session;
        }
        catch
        {
            await db.DisposeAsync();
            throw;
        }
    }
}
