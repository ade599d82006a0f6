using Quittance.Domain.Businesses;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Businesses;

/// <summary>Adds a person to a business.</summary>
internal sealed class CreateBusinessUser(Idempotency idempotency, TimeProvider clock)
{
    /// <param name="business">An id or a foreign id.</param>
    public Task<TShown> RunAsync<TShown>(
        Caller caller, string business, BusinessUserContent content, Func<TenantSession, BusinessUserId, Task<TShown>> show, CancellationToken cancel)
        where TShown : notnull =>
        idempotency.OnceAsync(caller, new { operation = nameof(CreateBusinessUser), business, content }, async session =>
        {
            var id = await session.ResolveBusinessAsync(business, cancel);
            await session.Businesses.HoldAsync(id, cancel);
            content.RequireMayGiveRoles(caller, []);
            var now = clock.GetUtcNow();
            var user = new BusinessUser(BusinessUserId.New(now), id, content.ForeignId, content.Email, content.Name, content.Roles ?? [], now, now, null);

            await session.BusinessUsers.AddAsync(user, cancel);
            session.Audit.Add(caller.Actor, "business_user.created", $"{user.Id}", null, AuditedBusinessUser.Of(user));
            session.Events.Add("business_user.created", user.Id.Value, new { user.Id.Value, BusinessId = id.Value });
            return await show(session, user.Id);
        }, cancel);
}

/// <summary>What a caller says of a person; null says nothing.</summary>
internal sealed record BusinessUserContent(string? ForeignId, string? Email, string? Name, IReadOnlyList<string>? Roles)
{
    /// <summary>Refuses a person's token that may not do everything, lest it gets more by roles that it gives.</summary>
    public void RequireMayGiveRoles(Caller caller, IReadOnlyList<string> before)
    {
        if (caller.IsEmbedded && Roles is not null && !Roles.Order(StringComparer.Ordinal).SequenceEqual(before.Order(StringComparer.Ordinal)))
        {
            caller.RequireHolds(IssueBusinessToken.Granted, "give roles");
        }
    }

    public BusinessUser AppliedTo(BusinessUser user, DateTimeOffset now) => user with
    {
        ForeignId = ForeignId ?? user.ForeignId,
        Email = Email ?? user.Email,
        Name = Name ?? user.Name,
        Roles = Roles ?? user.Roles,
        UpdatedAt = now,
    };
}

/// <summary>What the audit log keeps of a person.</summary>
internal sealed record AuditedBusinessUser(string Business, string? ForeignId, string? Email, string? Name, IReadOnlyList<string> Roles)
{
    public static AuditedBusinessUser Of(BusinessUser user) => new($"{user.BusinessId}", user.ForeignId, user.Email, user.Name, user.Roles);
}
