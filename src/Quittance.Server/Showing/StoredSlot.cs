namespace Quittance.Server.Showing;

/// <summary>A row of <c>approval_slots</c>.</summary>
internal sealed record StoredSlot(
    Guid Id, Guid PolicyId, Guid? UpstreamId, IReadOnlyList<string> Roles, IReadOnlyList<Guid> Users, Guid? AssignedTo, string Action, DateTimeOffset DatedAt);
