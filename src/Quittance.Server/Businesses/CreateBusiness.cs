using Quittance.Domain;
using Quittance.Domain.Businesses;
using Quittance.Server.Security;
using Quittance.Server.Showing;
using Quittance.Server.Storage;

namespace Quittance.Server.Businesses;

/// <summary>Adds a business to the caller's organization.</summary>
internal sealed class CreateBusiness(Idempotency idempotency, TimeProvider clock)
{
    public Task<BusinessRow> RunAsync(Caller caller, BusinessContent content, CancellationToken cancel)
    {
        caller.RequireOrganizationWide("create businesses");
        return idempotency.OnceAsync(caller, new { operation = nameof(CreateBusiness), content }, async session =>
        {
            var now = clock.GetUtcNow();
            var business = content.AppliedTo(BusinessId.New(now), now, now);

            await session.Businesses.AddAsync(business, cancel);
            await session.KeepBusinessAsync(caller, business.Id, now, cancel);
            session.Audit.Add(caller.Actor, "business.created", $"{business.Id}", null, business);
            session.Events.Add("business.created", business.Id.Value, new { business.Id.Value, business.Name });
            return new BusinessRow(business, null);
        }, cancel);
    }
}

/// <summary>What a caller says of a business.</summary>
internal sealed record BusinessContent(
    string Name,
    string? LegalName,
    string? Email,
    PostalAddress? Address,
    RegistrationNumbers Numbers,
    string? ForeignId,
    IReadOnlyDictionary<string, string> Metadata)
{
    public Business AppliedTo(BusinessId id, DateTimeOffset createdAt, DateTimeOffset now) =>
        new(id, Name, LegalName, Email, Address, Numbers, ForeignId, Metadata, createdAt, now);
}
