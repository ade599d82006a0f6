using Quittance.Domain.Businesses;

namespace Quittance.Domain.Networks;

/// <summary>The relationship of a payer and a payee: bills are made under it, and it says how they are treated.</summary>
/// <remarks>While the connection is <see cref="NetworkConnectionStatus.Pending"/> the invited side is not known yet.</remarks>
public sealed record NetworkConnection(
    NetworkConnectionId Id,
    BusinessId? PayerId,
    BusinessId? PayeeId,
    NetworkConnectionStatus Status,
    ConnectionRole? ArchivedBy,
    ConnectionSettings Settings,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    DateTimeOffset? ArchivedAt)
{
    /// <summary>A connection between two businesses that one caller controls: active at once.</summary>
    public static NetworkConnection Between(
        NetworkConnectionId id, BusinessId payer, BusinessId payee, ConnectionSettings settings, DateTimeOffset now) =>
        payer == payee
            ? throw new RefusedException(Refusal.SelfConnection, "A business cannot be connected with itself.")
            : new(id, payer, payee, NetworkConnectionStatus.Active, null, settings, now, now, null);

    /// <summary>What an invitation makes: the inviter's side is set, the other side waits for its business.</summary>
    public static NetworkConnection Invited(
        NetworkConnectionId id, BusinessId inviter, ConnectionRole inviterRole, ConnectionSettings settings, DateTimeOffset now) => new(
            id,
            inviterRole == ConnectionRole.Payer ? inviter : null,
            inviterRole == ConnectionRole.Payee ? inviter : null,
            NetworkConnectionStatus.Pending,
            null,
            settings,
            now,
            now,
            null);

    /// <summary>The role that <paramref name="business"/> has here; null if it is on neither side.</summary>
    public ConnectionRole? RoleOf(BusinessId business) =>
        business == PayerId ? ConnectionRole.Payer
        : business == PayeeId ? ConnectionRole.Payee
        : null;

    /// <summary>The invited business takes its side; from now on bills and payments can be made.</summary>
    public NetworkConnection Accept(BusinessId invited, DateTimeOffset now)
    {
        Require(NetworkConnectionStatus.Pending, "accepted");
        if (RoleOf(invited) is not null)
        {
            throw new RefusedException(Refusal.SelfConnection, "A business cannot accept its own invitation.");
        }

        return this with
        {
            PayerId = PayerId ?? invited,
            PayeeId = PayeeId ?? invited,
            Status = NetworkConnectionStatus.Active,
            UpdatedAt = now,
        };
    }

    /// <summary>Ends new business on the connection; what is in flight finishes.</summary>
    public NetworkConnection Archive(ConnectionRole by, DateTimeOffset now)
    {
        Require(NetworkConnectionStatus.Active, "archived");
        return this with { Status = NetworkConnectionStatus.Archived, ArchivedBy = by, ArchivedAt = now, UpdatedAt = now };
    }

    /// <summary>Opens an archived connection again. Only the side that archived it may.</summary>
    public NetworkConnection Restore(ConnectionRole by, DateTimeOffset now)
    {
        Require(NetworkConnectionStatus.Archived, "restored");
        return by == ArchivedBy
            ? this with { Status = NetworkConnectionStatus.Active, ArchivedBy = null, ArchivedAt = null, UpdatedAt = now }
            : throw new RefusedException(Refusal.ArchivedByOtherSide, $"The {Text(ArchivedBy)} archived this connection and alone can restore it.");
    }

    /// <summary>Replaces the settings. They say how the payer treats bills, so they are the payer's.</summary>
    public NetworkConnection Set(ConnectionRole by, ConnectionSettings settings, DateTimeOffset now) =>
        by == ConnectionRole.Payer
            ? this with { Settings = settings, UpdatedAt = now }
            : throw new RefusedException(Refusal.PayerOnly, "Only the payer may change the settings of a connection.");

    /// <summary>Refuses unless bills and payments may be made here.</summary>
    public void RequireActive()
    {
        if (Status != NetworkConnectionStatus.Active)
        {
            throw new RefusedException(Refusal.ConnectionNotActive, $"Connection {Id} is {Text(Status)}; only an active one takes bills and payments.");
        }
    }

    private void Require(NetworkConnectionStatus status, string step)
    {
        if (Status != status)
        {
            throw new RefusedException(Refusal.ConnectionStepRefused, $"Connection {Id} is {Text(Status)} and cannot be {step}.");
        }
    }

    private static string Text<T>(T value) => $"{value}".ToLowerInvariant();
}

/// <summary>How far a connection is: invited, in use, or closed for new bills.</summary>
public enum NetworkConnectionStatus
{
    /// <summary>An invitation was made and waits.</summary>
    Pending,

    /// <summary>Both sides can make bills and payments.</summary>
    Active,

    /// <summary>No new bills or payments; those in flight finish.</summary>
    Archived,
}

/// <summary>The two sides of a connection.</summary>
public enum ConnectionRole
{
    /// <summary>The side that owes.</summary>
    Payer,

    /// <summary>The side that is owed.</summary>
    Payee,
}

/// <summary>Names a network connection; both sides know it by the same id.</summary>
public readonly record struct NetworkConnectionId(Guid Value)
{
    /// <summary>A fresh id that sorts by <paramref name="now"/>.</summary>
    public static NetworkConnectionId New(DateTimeOffset now) => new(Guid.CreateVersion7(now));

    /// <inheritdoc/>
    public override string ToString() => $"conn_{Value:n}";
}
