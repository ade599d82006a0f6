using System.Text.Json;

namespace Quittance.Tests.Users;

/// <summary>What tests about people say in one line.</summary>
internal static class People
{
    public static string NewEmail() => $"m-{Guid.CreateVersion7(TimeProvider.System.GetUtcNow()):n}@example.test";

    public static async Task<Person> MemberAsync(this Tenant tenant, string role, string? email = null, IReadOnlyList<string>? businessIds = null)
    {
        var made = (await tenant.PostAsync("/api/members", new { email = email ?? NewEmail(), role, businessIds })).Created();
        return new Person(made.Text("id"), made.Text("email"), made.Text("initialPassword"));
    }

    public static async Task<Person> OwnerAsync(this Tenant tenant)
    {
        var profile = (await tenant.GetAsync("/api/user/profile")).Ok();
        return new Person(profile.Text("id"), profile.Text("email"), tenant.OwnerPassword);
    }

    public static async Task<Browser> SignedInAsync(this Tenant tenant, Person person)
    {
        var browser = new Browser(tenant.Server);
        (await browser.SignInAsync(person.Email, person.Password)).Ok();
        return browser;
    }

    /// <summary>A token that the person makes for themselves; they need the permission settings.</summary>
    public static async Task<Tenant> WithNewTokenAsync(this Tenant tenant, object? body = null) =>
        tenant.With((await tenant.PostAsync("/api/tokens", body ?? new { })).Created().Text("token"));

    /// <summary>The audit entries about something, as <c>action by actor</c>, oldest first.</summary>
    /// <param name="memberOrTokenId">The id as the dialect writes it.</param>
    public static async Task<IReadOnlyList<string>> AuditAsync(this Tenant tenant, string memberOrTokenId) => await tenant.TextsAsync(
        "select action || ' by ' || actor from audit_entries where organization_id = $1 and subject like '%' || $2 order by seq",
        memberOrTokenId.Split('_')[1]);

    /// <summary>What the organization's rows say, walls aside.</summary>
    public static async Task<IReadOnlyList<string>> TextsAsync(this Tenant tenant, string sql, params IEnumerable<object> values)
    {
        await using var command = tenant.Server.Owner.CreateCommand(sql);
        command.Parameters.Add(new() { Value = tenant.Id.Value });
        foreach (var value in values)
        {
            command.Parameters.Add(new() { Value = value });
        }

        await using var row = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        var texts = new List<string>();
        while (await row.ReadAsync(TestContext.Current.CancellationToken))
        {
            texts.Add(row.GetString(0));
        }

        return texts;
    }

    /// <summary>Some texts for a body.</summary>
    public static string[] Some(params string[] texts) => texts;

    public static IReadOnlyList<string> Texts(this JsonElement array) => [.. array.EnumerateArray().Select(item => item.GetString()!)];
}

/// <param name="Id">The member's id as the dialect writes it.</param>
internal sealed record Person(string Id, string Email, string Password)
{
    public Guid Guid => Guid.ParseExact(Id["mem_".Length..], "N");
}
