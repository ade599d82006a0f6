using Quittance.Server.Api.Network;

namespace Quittance.Tests.Payments;

/// <summary>What tests of the Payments dialect do again and again.</summary>
internal static class PaymentsSteps
{
    public static string[] Words(params string[] words) => words;

    /// <summary>The id of a business as the Payments dialect writes it.</summary>
    public static string EntityOf(string business) => $"ent_{NetworkIds.BusinessOf(business).Value:d}";

    /// <summary>A new business, as the Payments dialect names it.</summary>
    public static async Task<string> EntityAsync(this Tenant tenant, string name = "Acme") => EntityOf(await tenant.BusinessAsync(name));

    /// <summary>A new person of an entity.</summary>
    /// <returns>Their id.</returns>
    public static async Task<string> UserAsync(this Tenant tenant, string entity, params string[] roles) =>
        (await tenant.PostAsync($"/entity/{entity}/user", new { roles })).Ok().Text("id");

    /// <summary>The same organization seen with a token of an entity, or of one of its people.</summary>
    public static async Task<Tenant> EmbeddedAsync(this Tenant tenant, string entity, string? user = null, object? options = null) =>
        tenant.With((await tenant.PostAsync(user is null ? $"/entity/{entity}/token" : $"/entity/{entity}/user/{user}/token", options ?? new { })).Ok().Json.GetString());

    /// <summary>A group of entities.</summary>
    /// <returns>Its id.</returns>
    public static async Task<string> GroupAsync(Tenant tenant, params string[] entities)
    {
        var id = Guid.CreateVersion7(TimeProvider.System.GetUtcNow());
        await using var insert = tenant.Server.Owner.CreateCommand(
            """
            with made as (
                insert into business_groups (organization_id, id, created_at, updated_at) values ($1, $2, now(), now())
                returning organization_id, id)
            insert into business_group_members (organization_id, group_id, business_id)
            select made.organization_id, made.id, member from made, unnest($3::uuid[]) as member
            """);
        insert.Parameters.Add(new() { Value = tenant.Id.Value });
        insert.Parameters.Add(new() { Value = id });
        insert.Parameters.Add(new() { Value = entities.Select(entity => Guid.Parse(entity["ent_".Length..])).ToArray() });
        await insert.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        return $"entg_{id:d}";
    }
}
