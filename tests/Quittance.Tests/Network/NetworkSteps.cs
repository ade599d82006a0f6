using Quittance.Server.Security;

namespace Quittance.Tests.Network;

/// <summary>What tests of the network do on the way to what they test.</summary>
internal static class NetworkSteps
{
    /// <summary>The same organization seen by a token that is limited to some businesses.</summary>
    public static Task<Tenant> LimitedToAsync(this Tenant tenant, params string[] businesses) =>
        tenant.TokenAsync(Permission.All, [.. businesses.Select(Uuid)]);

    /// <summary>The same organization seen by a token that has one permission.</summary>
    public static Task<Tenant> PermittedAsync(this Tenant tenant, string permission) => tenant.TokenAsync([permission], null);

    /// <returns>The id of an active connection inside the organization.</returns>
    public static async Task<string> ConnectAsync(this Tenant tenant, string payer, string payee) =>
        (await tenant.PostAsync("/api/connections", new { payerBusinessId = payer, payeeBusinessId = payee })).Created().Text("id");

    /// <returns>The answer of inviting as the payer.</returns>
    public static async Task<Answer> InviteAsync(this Tenant tenant, string business, string? email = null, string role = "payer") =>
        (await tenant.PostAsync($"/api/businesses/{business}/invitations", new { role, email })).Created();

    public static Task<Answer> AcceptAsync(this Tenant tenant, string token, string business, string? aliasName = null) =>
        tenant.PostAsync("/api/invitations/accept", new { token, businessId = business, aliasName });

    /// <summary>Two organizations with a connection between them; the first is the payer and invited the second.</summary>
    public static async Task<Across> AcrossAsync(this TestServer server)
    {
        var payer = await server.NewTenantAsync();
        var payee = await server.NewTenantAsync();
        var payerBusiness = await payer.BusinessAsync("Paying Ltd");
        var payeeBusiness = await payee.BusinessAsync("Paid SAS", new { siren = "801017476" });
        var invitation = await payer.InviteAsync(payerBusiness);
        (await payee.AcceptAsync(invitation.Text("token"), payeeBusiness)).Ok();
        return new Across(payer, payerBusiness, payee, payeeBusiness, invitation.Text("connectionId"));
    }

    private static async Task<Tenant> TokenAsync(this Tenant tenant, IReadOnlyList<string> permissions, IReadOnlyList<Guid>? businesses) =>
        tenant.With(await TokenMaking.AddAsync(tenant.Server.Owner, tenant.Id, permissions, businesses));

    /// <summary>Moves an invitation's end into the past; the server's clock is everyone's.</summary>
    public static async Task ExpireAsync(this TestServer server, Answer invitation)
    {
        await using var command = server.Owner.CreateCommand("update invitations set expires_at = created_at where id = $1");
        command.Parameters.Add(new() { Value = Uuid(invitation.Text("id")) });
        Assert.Equal(1, await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken));
    }

    public static Guid Uuid(string id) => Guid.Parse(id[(id.IndexOf('_', StringComparison.Ordinal) + 1)..]);

    /// <summary>Everything that an organization's log and outbox hold, as one text.</summary>
    public static async Task<string> LogAsync(this Tenant tenant)
    {
        await using var command = tenant.Server.Owner.CreateCommand(
            """
            select coalesce(string_agg(line, E'\n'), '') from (
                select concat_ws(' ', actor, action, subject, before, after, request_id) as line from audit_entries where organization_id = $1
                union all
                select concat_ws(' ', type, subject_id, body) from events where organization_id = $1) lines
            """);
        command.Parameters.Add(new() { Value = tenant.Id.Value });
        return (string)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }

    public static IReadOnlyList<string> Texts(this Answer answer, string field) =>
        [.. answer.Json.EnumerateArray().Select(item => item.GetProperty(field).GetString()!)];
}

/// <summary>Two organizations and the connection between them.</summary>
internal sealed record Across(Tenant Payer, string PayerBusiness, Tenant Payee, string PayeeBusiness, string Connection)
{
    public string Path => $"/api/connections/{Connection}";
}
