using Npgsql;
using Quittance.Server.Hosting;
using Quittance.Server.Storage;
using Quittance.Server.Users;

namespace Quittance.Server.Cli;

/// <summary>What <c>serve --demo</c> made; password and token are shown this once.</summary>
internal sealed record DemoOrganization(string OrganizationId, string OwnerEmail, string InitialPassword, string Token)
{
    private const string Email = "owner@demo.example";

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

        var made = await services.GetRequiredService<CreateOrganization>().RunAsync(new Actor("demo"), "Demo", Email, cancel);
        return new DemoOrganization($"{made.Id}", Email, made.InitialPassword, made.Token.Text);
    }

    public override string ToString() =>
        $"""

        Demo organization {OrganizationId}
        sign in with      {OwnerEmail} and {InitialPassword}
        token             {Token}
        """;
}
