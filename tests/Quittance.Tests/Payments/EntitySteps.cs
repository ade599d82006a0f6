namespace Quittance.Tests.Payments;

/// <summary>What tests of entities do on the way to what they test.</summary>
internal static class EntitySteps
{
    /// <summary>The smallest body that makes an entity.</summary>
    public static object Body(
        string name = "Acme Inc.", string? foreignId = null, bool isPayee = true, bool isNetworkPayee = false, object? metadata = null, string? email = null) => new
        {
            isCustomer = true,
            isPayor = true,
            isPayee,
            isNetworkPayee,
            accountType = "business",
            foreignId,
            metadata,
            profile = new { business = new { legalBusinessName = name, email } },
        };

    /// <returns>The entity as it was answered.</returns>
    public static async Task<Answer> NewEntityAsync(
        this Tenant tenant, string name = "Acme Inc.", string? foreignId = null, bool isPayee = true, bool isNetworkPayee = false, object? metadata = null, string? email = null) =>
        (await tenant.PostAsync("/entity", Body(name, foreignId, isPayee, isNetworkPayee, metadata, email))).Ok();

    /// <summary>The same id as the Network dialect writes it.</summary>
    public static string BusinessOf(string entity) => $"biz_{Guid.Parse(entity["ent_".Length..]):n}";

    /// <summary>The names of a page, in its order.</summary>
    public static IReadOnlyList<string> Names(this Answer page) => [.. page.At("data").EnumerateArray().Select(one => one.GetProperty("name").GetString()!)];
}
