using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Npgsql;
using Quittance.Domain;
using Quittance.Server.Hosting;
using Quittance.Server.Security;
using Quittance.Server.Storage;
using Quittance.Server.Users;

namespace Quittance.Tests.Contract;

/// <summary>
/// The real server on a database of its own that may be broken, with one more operation in each dialect that fails as it is
/// told to: so every failure can be had in every dialect, before the dialect has operations of its own.
/// </summary>
public sealed class FailingServer(TestServer neighbour) : IAsyncLifetime
{
    private WebApplication? _app;

    internal Uri Address { get; private set; } = null!;

    internal NpgsqlDataSource Owner { get; private set; } = null!;

    /// <summary>The owner's token.</summary>
    internal string Token { get; private set; } = "";

    /// <summary>A token without the permission <c>audit</c>.</summary>
    internal string NarrowToken { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        var cancel = TestContext.Current.CancellationToken;
        var name = $"failing_{Guid.CreateVersion7(TimeProvider.System.GetUtcNow()):n}";
        await using (var create = neighbour.Owner.CreateCommand($"create database {name}"))
        {
            await create.ExecuteNonQueryAsync(cancel);
        }

        var database = new NpgsqlConnectionStringBuilder(neighbour.Options.OwnerDatabase) { Database = name }.ConnectionString;
        Owner = NpgsqlDataSource.Create(database);
        await Migrator.ApplyAsync(database, TimeProvider.System, cancel);
        _app = QuittanceHost.Build(neighbour.Options with { OwnerDatabase = database }, services => services.RemoveAll<IHostedService>());
        foreach (var prefix in DialectPrefixes.All)
        {
            MapFailures(_app, prefix);
        }

        await _app.StartAsync(cancel);
        Address = new Uri(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
        var made = await _app.Services.GetRequiredService<CreateOrganization>().RunAsync(new Actor("test"), "Tenant", "owner@example.test", cancel);
        Token = made.Token.Text;
        NarrowToken = await TokenMaking.AddAsync(Owner, made.Id, [.. Permission.All.Where(permission => permission != Permission.Audit)], null);
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
        {
            await _app.DisposeAsync();
        }

        await Owner.DisposeAsync();
    }

    private static void MapFailures(WebApplication app, string prefix)
    {
        var failing = app.MapGroup($"{prefix}/failing");
        failing.MapPost("/body", (FailingBody body) => TypedResults.Ok(body));
        failing.MapGet("/query", (int count) => TypedResults.Ok(count));
        failing.MapGet("/bug", string () => throw new InvalidOperationException("the secret detail"));
        failing.MapGet("/signed-in", (Caller caller) => TypedResults.Ok(caller.Label));
        failing.MapGet("/permission", (Caller caller) => TypedResults.Ok(caller.Label)).Needs(Permission.Audit);
        failing.MapGet("/refused/{refusal}", string (Refusal refusal) => throw new RefusedException(refusal, "The reason.", new FieldFault("name", "is wrong"))
        {
            RetryAfter = refusal == Refusal.TooManyAttempts ? TimeSpan.FromSeconds(2.5) : null,
        });
    }
}

/// <summary>One path of each dialect under which the product has nothing.</summary>
internal static class DialectPrefixes
{
    public const string Network = "/api";
    public const string Intake = "/invoice-connections";
    public const string IntakeVersion3 = "/api/v3.0";
    public const string Accounting = "/v1";
    public const string Payments = "/entity";

    public static IReadOnlyList<string> All => [Network, Intake, IntakeVersion3, Accounting, Payments];
}

/// <summary>What the failing operations take.</summary>
internal sealed record FailingBody(string? Name, int? Count, bool? IsGood, DateOnly? On, FailingBody? Inner);
