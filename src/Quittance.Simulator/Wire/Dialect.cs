using Quittance.Simulator.Accounts;

namespace Quittance.Simulator.Wire;

/// <summary>How one kind of endpoint knows its caller and says no. Endpoints carry theirs as metadata.</summary>
internal abstract class Dialect
{
    public abstract Provider Provider { get; }

    /// <returns>Null when the credentials are missing or wrong.</returns>
    public abstract ValueTask<Account?> FindAccountAsync(HttpContext context, AccountBook accounts);

    /// <summary>An answer in the provider's own shape of errors.</summary>
    public abstract Task RefuseAsync(HttpContext context, int status, string message);

    protected static string? BearerOf(HttpContext context) =>
        context.Request.Headers.Authorization.ToString() is { } header && header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? header[7..].Trim() : null;
}
