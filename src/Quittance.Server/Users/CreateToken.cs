using Quittance.Domain;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Users;

/// <summary>Makes a token for programs that never may more, and never sees more, than who makes it.</summary>
internal sealed class CreateToken(Idempotency idempotency, TimeProvider clock)
{
    /// <param name="permissions">Null for all that the caller has.</param>
    /// <param name="businesses">The businesses to limit the token to; null for as many as the caller sees.</param>
    public Task<NewToken> RunAsync(
        Caller caller, string? name, IReadOnlyList<string>? permissions, IReadOnlyList<Guid>? businesses, CancellationToken cancel)
    {
        RequireKnown(permissions);
        var granted = Permission.All.Where((permissions ?? [.. caller.Permissions]).Contains).ToList();
        caller.RequireHolds(granted, "make such a token");
        return idempotency.OnceAsync(caller, new { operation = nameof(CreateToken), name, permissions, businesses }, async session =>
        {
            var maker = caller.UserId is { } user ? new UserId(user) : (UserId?)null;
            if (maker is { } person && await session.Users.HoldAsync(person, cancel) is null)
            {
                throw new RefusedException(Refusal.SignInFailed, "You are no longer a member of the organization.");
            }

            var now = clock.GetUtcNow();
            var text = Token.New(Token.ApiPrefix);
            var token = new ApiToken(
                Guid.CreateVersion7(now), maker, name, granted, await BusinessLimit.WithinAsync(session, caller, businesses, cancel), now, null);

            await session.ApiTokens.AddAsync(token, text.Hash, cancel);
            session.Audit.Add(caller.Actor, "token.created", token.Subject, null, AuditedToken.Of(token));
            session.Events.Add("token.created", token.Id, new { token.Id });
            return new NewToken(token, text.Text);
        }, cancel);
    }

    private static void RequireKnown(IReadOnlyList<string>? permissions)
    {
        var unknown = permissions?.Except(Permission.All).ToList() ?? [];
        if (unknown.Count > 0 || permissions is { Count: 0 })
        {
            throw new RefusedException(
                Refusal.InvalidInput,
                "Validation failed.",
                new FieldFault("permissions", $"{(unknown.Count > 0 ? $"there is no permission {string.Join(", ", unknown)}" : "name at least one")}; there are {string.Join(", ", Permission.All)}"));
        }
    }
}

/// <summary>A token and its text, which is shown this once.</summary>
internal sealed record NewToken(ApiToken Token, string Text)
{
    /// <summary>Never the text.</summary>
    public override string ToString() => Token.Subject;
}

/// <summary>What the audit log keeps of a token.</summary>
internal sealed record AuditedToken(string? Name, string? User, IReadOnlyList<string> Permissions, IReadOnlyList<Guid>? Businesses)
{
    public static AuditedToken Of(ApiToken token) => new(token.Name, token.UserId?.ToString(), token.Permissions, token.Businesses);
}
