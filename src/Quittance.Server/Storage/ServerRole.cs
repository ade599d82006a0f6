using Npgsql;

namespace Quittance.Server.Storage;

/// <summary>The PostgreSQL role that the server runs as: it owns nothing, so row-level security holds for it without exception.</summary>
internal static class ServerRole
{
    public const string Name = "quittance_app";

    /// <summary>Makes the role where it is missing and lets the owner take it on. Roles belong to the cluster, not to a database.</summary>
    /// <exception cref="MigrationException">The owner may not create roles; the message has the statements to run.</exception>
    public static async Task EnsureAsync(string ownerDatabase, CancellationToken cancel)
    {
        await using var db = new NpgsqlConnection(ownerDatabase);
        await db.OpenAsync(cancel);
        try
        {
            await RunAsync(
                db,
                $"""
                do $$ begin
                    perform pg_advisory_xact_lock(7310579601);
                    if not exists (select from pg_roles where rolname = '{Name}') then
                        create role {Name} nologin noinherit;
                    end if;
                    if not pg_has_role(current_user, '{Name}', 'member') then
                        execute format('grant {Name} to %I', current_user);
                    end if;
                end $$
                """,
                cancel);
        }
        catch (PostgresException denied) when (denied.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            throw new MigrationException(
                $"The database user may not create the role {Name}. As a PostgreSQL administrator run: create role {Name} nologin; grant {Name} to {db.UserName};", denied);
        }
    }

    private static async Task RunAsync(NpgsqlConnection db, string sql, CancellationToken cancel)
    {
#pragma warning disable CA2100 // The text holds this class's own constant only.
        await using var command = new NpgsqlCommand(sql, db);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(cancel);
    }
}
