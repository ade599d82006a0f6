using Quittance.Domain.Businesses;

namespace Quittance.Domain.Approvals;

/// <summary>A person as approvals know them: by id and by the roles that they hold now.</summary>
public sealed record Approver(BusinessUserId Id, IReadOnlyList<string> Roles);
