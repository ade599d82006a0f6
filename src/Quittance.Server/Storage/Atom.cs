using Npgsql;
using Quittance.Server.Showing;

namespace Quittance.Server.Storage;

/// <summary>One database transaction and the connection it runs on; a <see cref="TenantSession"/> and its far side share one.</summary>
internal sealed class Atom(NpgsqlConnection db, NpgsqlTransaction transaction) : IAsyncDisposable
{
    public NpgsqlConnection Db => db;

    public NpgsqlTransaction Transaction => transaction;

    /// <summary>The JSON of parties that the process keeps; a cache of its own where nothing is shown.</summary>
    public PartCache PartCache { get; init; } = new();

    /// <summary>The data keys that the session seals under; their rows are held until it ends.</summary>
    public Dictionary<OrganizationId, Guid> SealingKeys { get; } = [];

    public async ValueTask DisposeAsync()
    {
        await transaction.DisposeAsync();
        await db.DisposeAsync();
    }
}
