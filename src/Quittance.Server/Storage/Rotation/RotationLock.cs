using Npgsql;
using Quittance.Server.Hosting;

namespace Quittance.Server.Storage.Rotation;

/// <summary>Held by the one rotation that is at work. It ends with the process at the latest, so that a killed one can be run again.</summary>
internal sealed class RotationLock : IAsyncDisposable
{
    /// <summary>Any number of ours: "QuitKeys" in ASCII.</summary>
    private const long Key = 0x51_75_69_74_4B_65_79_73;

    private readonly NpgsqlConnection _db;

    private RotationLock(NpgsqlConnection db) => _db = db;

    /// <exception cref="OperatorException">Another one is at work.</exception>
    public static async Task<RotationLock> TakeAsync(NpgsqlDataSource owner, CancellationToken cancel)
    {
        var db = await owner.OpenConnectionAsync(cancel);
        await using var take = new NpgsqlCommand("select pg_try_advisory_lock($1)", db) { Parameters = { new() { Value = Key } } };
        if (await take.ExecuteScalarAsync(cancel) is true)
        {
            return new RotationLock(db);
        }

        await db.DisposeAsync();
        throw new OperatorException("Another rotation of secrets is at work. Wait until it has ended, then run this again: it goes on where that one stopped.");
    }

    public async ValueTask DisposeAsync()
    {
        // The pool would let go only when it lends the connection again.
        await using (var let = new NpgsqlCommand("select pg_advisory_unlock($1)", _db) { Parameters = { new() { Value = Key } } })
        {
            await let.ExecuteNonQueryAsync(CancellationToken.None);
        }

        await _db.DisposeAsync();
    }
}
