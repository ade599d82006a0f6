using Npgsql;
using Quittance.Server.Demo;
using Quittance.Server.Hosting;
using Quittance.Server.Security;
using Quittance.Server.Storage;
using Quittance.Server.Users;

namespace Quittance.Server.Cli;

/// <summary>What <c>demo</c> and <c>serve --demo</c> made; password and token are shown this once.</summary>
internal sealed record DemoOrganization(string OrganizationId, string OwnerEmail, string InitialPassword, string Token, IReadOnlyList<DemoBusiness> Businesses)
{
    private const string Email = "owner@demo.example";

    private static readonly Actor Actor = new("demo");

    /// <returns>Null if the database has an organization already.</returns>
    public static async Task<DemoOrganization?> EnsureAsync(IServiceProvider services, OwnerDatabase database, CancellationToken cancel)
    {
        await using (var owner = NpgsqlDataSource.Create(database.ConnectionString))
        {
            await using var ask = owner.CreateCommand("select exists (select from organizations)");
            if (await ask.ExecuteScalarAsync(cancel) is true)
            {
                return null;
            }
        }

        return await CreateAsync(services.GetRequiredService<CreateOrganization>(), services.GetRequiredService<FillDemo>(), cancel);
    }

    /// <summary>One more organization, whatever else is there.</summary>
    public static async Task<DemoOrganization> CreateAsync(CreateOrganization create, FillDemo fill, CancellationToken cancel)
    {
        var made = await create.RunAsync(Actor, "Demo", Email, cancel);
        var businesses = await fill.RunAsync(Caller.System(made.Id, Actor.Label), cancel);
        return new DemoOrganization($"{made.Id}", Email, made.InitialPassword, made.Token.Text, businesses);
    }

    /// <summary>Never the secrets.</summary>
    public override string ToString() => OrganizationId;

    /// <param name="address">Where the server answers, without a slash at its end.</param>
    public string ToText(string address) =>
        $"""
        Demo organization {OrganizationId}
        address           {address}
        sign in with      {OwnerEmail} and {InitialPassword}
        token             {Token}
        Password and token are shown this once. Try:
        curl -H 'Authorization: Bearer {Token}' '{address}/api/businesses/{Businesses[0].Id}/payables'
        """;
}
