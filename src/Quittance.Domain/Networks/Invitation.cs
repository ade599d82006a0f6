using Quittance.Domain.Businesses;

namespace Quittance.Domain.Networks;

/// <summary>A business's offer to connect, sent to an address or shown as a public link. It is accepted once.</summary>
/// <param name="InviterRole">The side that the inviter takes; who accepts takes the other.</param>
/// <param name="Email">Whom it is meant for; null for a public link.</param>
public sealed record Invitation(
    InvitationId Id,
    BusinessId InviterId,
    ConnectionRole InviterRole,
    NetworkConnectionId ConnectionId,
    string? Email,
    InvitationStatus Status,
    DateTimeOffset CreatedAt,
    DateTimeOffset ExpiresAt)
{
    /// <summary>How long an invitation can be accepted.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(60);

    /// <summary>The side that is offered.</summary>
    public ConnectionRole InviteeRole => InviterRole == ConnectionRole.Payer ? ConnectionRole.Payee : ConnectionRole.Payer;

    /// <summary>Offers the open side of a pending connection, for its <see cref="Lifetime"/>.</summary>
    public static Invitation To(
        string? email, InvitationId id, BusinessId inviter, ConnectionRole inviterRole, NetworkConnectionId connection, DateTimeOffset now) =>
        new(id, inviter, inviterRole, connection, email, InvitationStatus.Pending, now, now + Lifetime);

    /// <summary>The status at <paramref name="now"/>: an open invitation expires by itself.</summary>
    public InvitationStatus StatusAt(DateTimeOffset now) =>
        Status == InvitationStatus.Pending && now >= ExpiresAt ? InvitationStatus.Expired : Status;

    /// <summary>A business took it up.</summary>
    public Invitation Accept(DateTimeOffset now) => EndAs(InvitationStatus.Accepted, now);

    /// <summary>The invited side said no.</summary>
    public Invitation Decline(DateTimeOffset now) => EndAs(InvitationStatus.Declined, now);

    /// <summary>The inviter took it back. An expired one may be taken back too, which clears its pending connection.</summary>
    public Invitation Cancel() => Status == InvitationStatus.Pending
        ? this with { Status = InvitationStatus.Canceled }
        : throw NotOpen(Status);

    /// <summary>Gives it its full lifetime again; the caller makes a new token, so that the old link ends.</summary>
    public Invitation Resend(DateTimeOffset now) => Status == InvitationStatus.Pending
        ? this with { ExpiresAt = now + Lifetime }
        : throw NotOpen(Status);

    private Invitation EndAs(InvitationStatus end, DateTimeOffset now) => StatusAt(now) == InvitationStatus.Pending
        ? this with { Status = end }
        : throw NotOpen(StatusAt(now));

    private static RefusedException NotOpen(InvitationStatus status) =>
        new(Refusal.InvitationNotOpen, $"The invitation is {$"{status}".ToLowerInvariant()}.");
}

/// <summary>Where an invitation stands.</summary>
public enum InvitationStatus
{
    /// <summary>It waits for an answer.</summary>
    Pending,

    /// <summary>A business accepted; the connection is active.</summary>
    Accepted,

    /// <summary>The invited side declined.</summary>
    Declined,

    /// <summary>The inviter took it back.</summary>
    Canceled,

    /// <summary>Nobody answered in time. Never stored: it follows from the clock.</summary>
    Expired,
}

/// <summary>Names an invitation.</summary>
public readonly record struct InvitationId(Guid Value)
{
    /// <summary>A fresh id that sorts by <paramref name="now"/>.</summary>
    public static InvitationId New(DateTimeOffset now) => new(Guid.CreateVersion7(now));

    /// <inheritdoc/>
    public override string ToString() => $"inv_{Value:n}";
}
