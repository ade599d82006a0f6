using Microsoft.Extensions.DependencyInjection;
using Quittance.Server.Security;
using Quittance.Server.Users;

namespace Quittance.Tests.Accounting;

/// <summary>A client of an organization and what it knows.</summary>
internal sealed record TestClient(string Id, string Secret);

internal static class Clients
{
    /// <summary>A client as <c>./quittance client create</c> makes one.</summary>
    public static async Task<TestClient> ClientAsync(this Tenant tenant, IReadOnlyList<string>? permissions = null, IReadOnlyList<Guid>? businesses = null)
    {
        var made = await tenant.Server.Services.GetRequiredService<CreateApiClient>()
            .RunAsync(Caller.System(tenant.Id, "test"), "platform", permissions, businesses, TestContext.Current.CancellationToken);
        return new TestClient($"{made.Client.Id:d}", made.Secret);
    }

    /// <summary>Ends a client as <c>./quittance client revoke</c> does.</summary>
    public static Task RevokeAsync(this Tenant tenant, TestClient client) => tenant.Server.Services.GetRequiredService<RevokeApiClient>()
        .RunAsync(Caller.System(tenant.Id, "test"), Guid.Parse(client.Id), TestContext.Current.CancellationToken);

    public static Task<Answer> TokenAsync(this Tenant tenant, TestClient client) =>
        tenant.With(null).PostAsync("/v1/auth/token", new { client_id = client.Id, client_secret = client.Secret, grant_type = "client_credentials" });

    /// <param name="user">The bare id of a member.</param>
    public static Task<Answer> TokenAsync(this Tenant tenant, TestClient client, string user) =>
        tenant.With(null).PostAsync("/v1/auth/token", new { client_id = client.Id, client_secret = client.Secret, grant_type = "entity_user", entity_user_id = user });
}
