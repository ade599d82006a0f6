namespace Quittance.Server.Users;

/// <summary>A program that gets short-lived tokens for its id and its secret.</summary>
/// <param name="Permissions">What its tokens may do at most.</param>
/// <param name="Businesses">The businesses that its tokens are limited to; null means all of the organization.</param>
internal sealed record ApiClient(Guid Id, string? Name, IReadOnlyList<string> Permissions, IReadOnlyList<Guid>? Businesses, DateTimeOffset CreatedAt)
{
    /// <summary>How the audit log names it.</summary>
    public string Subject => $"client_{Id:n}";
}

/// <summary>A client and its secret, which is shown this once.</summary>
internal sealed record NewApiClient(ApiClient Client, string Secret)
{
    /// <summary>Never the secret.</summary>
    public override string ToString() => Client.Subject;
}

/// <summary>What the audit log keeps of a client.</summary>
internal sealed record AuditedClient(string? Name, IReadOnlyList<string> Permissions, IReadOnlyList<Guid>? Businesses)
{
    public static AuditedClient Of(ApiClient client) => new(client.Name, client.Permissions, client.Businesses);
}
