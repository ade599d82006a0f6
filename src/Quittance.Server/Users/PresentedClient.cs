using System.Security.Cryptography;
using Npgsql;
using Quittance.Domain;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Users;

/// <summary>The id and the secret that a program presents.</summary>
/// <remarks>Wrong secrets are not counted as wrong passwords are: 256 random bits cannot be guessed, and a platform's many tokens at once must not wait.</remarks>
internal sealed record PresentedClient(Guid Id, string Secret)
{
    // What an unknown client's secret is compared with, so that it takes as long as a wrong one.
    private static readonly byte[] Nobody = new byte[SHA256.HashSizeInBytes];

    /// <summary>Opens a session of the client's organization, in which the client cannot be revoked.</summary>
    public async Task<(TenantSession Session, ApiClient Client)> OpenAsync(NpgsqlDataSource source, Database database, CancellationToken cancel)
    {
        var presented = Token.HashOf(Secret);
        if (await OrganizationAsync(source, cancel) is not { } organization)
        {
            CryptographicOperations.FixedTimeEquals(presented, Nobody);
            throw Unknown();
        }

        var session = await database.OpenAsync(organization, cancel);
        if (await session.ApiClients.HoldAsync(Id, cancel) is { } known && CryptographicOperations.FixedTimeEquals(presented, known.SecretHash))
        {
            return (session, known.Client);
        }

        await session.DisposeAsync();
        throw Unknown();
    }

    /// <summary>Never the secret.</summary>
    public override string ToString() => $"{Id}";

    private async Task<OrganizationId?> OrganizationAsync(NpgsqlDataSource source, CancellationToken cancel)
    {
        await using var find = source.CreateCommand("select organization_id from gate.find($1, $2)");
        find.Parameters.Add(new() { Value = ApiClientStore.DirectoryKind });
        find.Parameters.Add(new() { Value = ApiClientStore.DirectoryHash(Id) });
        return await find.ExecuteScalarAsync(cancel) is Guid organization ? new OrganizationId(organization) : null;
    }

    private static RefusedException Unknown() => new(Refusal.SignInFailed, "The client id or the client secret is wrong.");
}
