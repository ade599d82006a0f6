using Npgsql;
using Quittance.Domain.Businesses;
using Quittance.Server.Hosting;
using Quittance.Server.Jobs;
using Quittance.Server.Security;
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
        services.AddJobs(); // Without a host nothing ticks; a command that needs them runs them itself.
        _services = services.BuildServiceProvider();
    }

    /// <summary>Behind no wall: for the few questions that span organizations.</summary>
    public NpgsqlDataSource Owner { get; }

    public static async Task<Workplace> OpenAsync(Migrating migrating, CancellationToken cancel)
    {
        var settings = ServerSettings.Read();
        var database = await OwnerDatabase.OpenAsync(settings, cancel);
        try
        {
            var (keys, _) = await PrepareDatabase.RunAsync(settings, database, migrating, cancel);
            return new Workplace(database, settings.OptionsFor(database.ConnectionString, keys));
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

    /// <summary>The operator as a caller of an organization, who may do and see everything in it.</summary>
    /// <exception cref="OperatorException">There is no such organization.</exception>
    public async Task<Caller> CallerOfAsync(Guid organization, CancellationToken cancel)
    {
        await using var ask = Owner.CreateCommand("select exists (select from organizations where organization_id = $1)");
        ask.Parameters.Add(new() { Value = organization });
        return await ask.ExecuteScalarAsync(cancel) is true
            ? Caller.System(new OrganizationId(organization), Actor.Label)
            : throw new OperatorException($"There is no organization {new OrganizationId(organization)}. The organizations: ./quittance organization list");
    }

    /// <summary>The operator, acting in the organization of a business.</summary>
    public async Task<Caller> CallerForAsync(BusinessId business, CancellationToken cancel)
    {
        await using var ask = Owner.CreateCommand("select organization_id from businesses where id = $1");
        ask.Parameters.Add(new() { Value = business.Value });
        return await ask.ExecuteScalarAsync(cancel) is Guid organization
            ? Caller.System(new OrganizationId(organization), Actor.Label)
            : throw new OperatorException($"There is no business {business}.");
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await Owner.DisposeAsync();
        await _database.DisposeAsync();
    }
}
