using System.Diagnostics.CodeAnalysis;
using Npgsql;
using Quittance.Server.Storage;

namespace Quittance.Server.Verification;

/// <summary>One moment of the whole database, seen by its owner, whom no wall holds back. A server may write on beside it.</summary>
internal sealed class Snapshot : IAsyncDisposable
{
    /// <summary>A check may read the largest tables from end to end.</summary>
    private const int TimeoutSeconds = 6 * 3600;

    private readonly Atom _atom;
    private readonly TimeProvider _clock;

    private Snapshot(Atom atom, MasterKeys masters, SecretBox secrets, TimeProvider clock)
    {
        _atom = atom;
        _clock = clock;
        Masters = masters;
        Secrets = secrets;
    }

    public MasterKeys Masters { get; }

    public SecretBox Secrets { get; }

    public static async Task<Snapshot> TakeAsync(NpgsqlDataSource owner, MasterKeys masters, SecretBox secrets, TimeProvider clock, CancellationToken cancel)
    {
        var db = await owner.OpenConnectionAsync(cancel);
        try
        {
            var transaction = await db.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, cancel);
            var snapshot = new Snapshot(new Atom(db, transaction), masters, secrets, clock);
            await snapshot.Sql("set transaction read only").ExecuteAsync(cancel);
            return snapshot;
        }
        catch
        {
            await db.DisposeAsync();
            throw;
        }
    }

    [SuppressMessage("Security", "CA2100", Justification = "The text is a constant.")]
    public NpgsqlCommand Sql([ConstantExpected] string text, params ReadOnlySpan<object?> values)
    {
        var command = new NpgsqlCommand(text, _atom.Db, _atom.Transaction) { CommandTimeout = TimeoutSeconds };
        foreach (var value in values)
        {
            command.Parameters.Add(new() { Value = value ?? DBNull.Value });
        }

        return command;
    }

    /// <summary>Tells each row that a query finds as a fault.</summary>
    /// <param name="text">Selects the organization, the prefix of the thing's id, its id, and what is wrong with it.</param>
    public async Task TellAsync(Faults faults, [ConstantExpected] string text, CancellationToken cancel)
    {
        await using var command = Sql(text);
        await using var row = await command.ExecuteReaderAsync(cancel);
        while (await row.ReadAsync(cancel))
        {
            faults.Add($"{new OrganizationId(row.GetGuid(0))} {row.GetString(1)}{row.GetGuid(2):n}: {row.GetString(3)}");
        }
    }

    /// <summary>The same moment as a session of one organization, for what only a session can do: opening sealed values. Not to be disposed.</summary>
    public TenantSession Of(OrganizationId organization) => new(organization, null, _atom, Secrets, _clock);

    public ValueTask DisposeAsync() => _atom.DisposeAsync();
}
