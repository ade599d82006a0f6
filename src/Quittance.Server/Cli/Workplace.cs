using Npgsql;
using Quittance.Server.Hosting;
using Quittance.Server.Storage;

namespace Quittance.Server.Cli;

/// <summary>What a command works with: the prepared database, and the server's operations without its web. Beside a running server it shares that one's PostgreSQL.</summary>
internal sealed class Workplace : IAsyncDisposable
{
    /// <summary>How the audit log names whoever uses the command line: who may run it may read the data folder, and so is the operator.</summary>
    public static readonly Actor Actor = new("command line");

    private readonly OwnerDatabase _database;
    private readonly ServiceProvider _services;

    private Workplace(OwnerDatabase database, ServerOptions options)
    {
        _database = database;
        Owner = NpgsqlDataSource.Create(database.ConnectionString);
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddCore(options);
        _services = services.BuildServiceProvider();
    }

    /// <summary>Behind no wall: for the few questions that span organizations.</summary>
    public NpgsqlDataSource Owner { get; }

    public Database Database => Get<Database>();

    public DateTimeOffset Now => Get<TimeProvider>().GetUtcNow();

    public static async Task<Workplace> OpenAsync(Migrating migrating, CancellationToken cancel)
    {
        var settings = ServerSettings.Read();
        var database = await OwnerDatabase.OpenAsync(settings, cancel);
        try
        {
            var (key, _) = await PrepareDatabase.RunAsync(settings, database, migrating, cancel);
            return new Workplace(database, settings.OptionsFor(database.ConnectionString, key));
        }
        catch
        {
            await database.DisposeAsync();
            throw;
        }
    }

    public static Task<Workplace> OpenAsync(CancellationToken cancel) => OpenAsync(Migrating.NewDatabasesOnly, cancel);

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    /// <summary>A session of an organization that exists.</summary>
    public async Task<TenantSession> OpenSessionAsync(OrganizationId organization, CancellationToken cancel)
    {
        var session = await Database.OpenAsync(organization, cancel);
        await using var ask = session.Sql("select 1 from organizations where organization_id = $1");
        if (await ask.ExecuteScalarAsync(cancel) is not null)
        {
            return session;
        }

        await session.DisposeAsync();
        throw new OperatorException($"There is no organization {organization}. The organizations: ./quittance organization list");
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await Owner.DisposeAsync();
        await _database.DisposeAsync();
    }
}
