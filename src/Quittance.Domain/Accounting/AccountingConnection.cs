using Quittance.Domain.Businesses;

namespace Quittance.Domain.Accounting;

/// <summary>A business wired to an accounting system (seed 002). Its secrets are not in here: they are opened only to call the system.</summary>
/// <param name="Platform">The key of a system's profile; null until the user has chosen.</param>
/// <param name="Settings">What the system's form asked for and is no secret, and what a grant brought along.</param>
/// <param name="Company">Whose books they are; null until the first time it was connected.</param>
/// <param name="Fault">What keeps it from working; null while it works.</param>
/// <param name="LinkUntil">How long <c>connection_url</c> opens the page that connects.</param>
/// <param name="LinkUsedAt">When that was done; the address does nothing more until it is needed again.</param>
/// <param name="ConnectedAt">The first time: what becomes due to be booked from then on is pushed.</param>
/// <param name="PulledAt">When a synchronisation last ended well.</param>
public sealed record AccountingConnection(
    AccountingConnectionId Id,
    BusinessId BusinessId,
    string? Platform,
    AccountingConnectionStatus Status,
    IReadOnlyDictionary<string, string> Settings,
    AccountingCompany? Company,
    AccountingConnectionFault? Fault,
    DateTimeOffset LinkUntil,
    DateTimeOffset? LinkUsedAt,
    DateTimeOffset? ConnectedAt,
    DateTimeOffset? PulledAt,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt)
{
    /// <summary>How long <c>connection_url</c> can be used after it was made, or after it is needed again.</summary>
    public static readonly TimeSpan LinkLifetime = TimeSpan.FromDays(7);

    private static readonly IReadOnlyDictionary<string, string> NoSettings = new Dictionary<string, string>();

    /// <summary>Waits for the business's user to agree.</summary>
    /// <param name="platform">The system that it can only be; null leaves the choice to the user.</param>
    public static AccountingConnection Begin(AccountingConnectionId id, BusinessId business, string? platform, DateTimeOffset now) => new(
        id, business, platform, AccountingConnectionStatus.PendingAuth, NoSettings, null, null, now + LinkLifetime, null, null, null, now, now);

    /// <summary>Whether the business is wired by it, so that it can have no other.</summary>
    public bool IsActive => Status != AccountingConnectionStatus.Disconnected;

    /// <summary>Whether <c>connection_url</c> opens the page that connects.</summary>
    public bool IsLinkOpenAt(DateTimeOffset now) => IsActive && LinkUsedAt is null && now < LinkUntil;

    /// <summary>Refuses whoever comes with a <c>connection_url</c> that serves no more.</summary>
    public void RequireLink(DateTimeOffset now)
    {
        if (!IsLinkOpenAt(now))
        {
            throw StepRefused("Its connection_url was used or has ended. POST /v1/accounting_connections/{id}/link makes a new one.");
        }
    }

    /// <summary>Refuses what could not end in <see cref="Connect"/>, before anybody is asked for credentials.</summary>
    /// <param name="platform">The system that was chosen.</param>
    public void RequireConnectable(string platform)
    {
        if (!IsActive)
        {
            throw StepRefused("It was disconnected. Make a new one with POST /v1/accounting_connections.");
        }

        if (Platform is not null && Platform != platform)
        {
            throw StepRefused($"It is one to {Platform}, not to {platform}. Disconnect it and make a new one to change the system.");
        }
    }

    /// <summary>The system has been asked with what the user gave, and answered whose books these are.</summary>
    /// <remarks>
    /// A working connection may be connected again, which exchanges its credentials. Once it has been connected, it stays with that company:
    /// what was pushed to one's books is not in another's.
    /// </remarks>
    public AccountingConnection Connect(string platform, IReadOnlyDictionary<string, string> settings, AccountingCompany company, DateTimeOffset now)
    {
        RequireConnectable(platform);
        if (Company is not null && Company.Id != company.Id)
        {
            throw StepRefused($"It keeps the books of {Company.Name}, and these are those of {company.Name}. Disconnect it and make a new one to change the company.");
        }

        return this with
        {
            Platform = platform,
            Status = AccountingConnectionStatus.Connected,
            Settings = settings,
            Company = company,
            Fault = null,
            LinkUsedAt = now,
            ConnectedAt = ConnectedAt ?? now,
            UpdatedAt = now,
        };
    }

    /// <summary>The system does not take the credentials or the consent any more. The same link serves to connect again.</summary>
    /// <returns>The same when it is not connected: then the answer came too late to say anything.</returns>
    public AccountingConnection Deauthorize(AccountingConnectionFault fault, DateTimeOffset now) => Status != AccountingConnectionStatus.Connected ? this : this with
    {
        Status = AccountingConnectionStatus.Deauthorized,
        Fault = fault,
        LinkUntil = now + LinkLifetime,
        LinkUsedAt = null,
        UpdatedAt = now,
    };

    /// <summary>Ends it for good; what was pushed stays on record.</summary>
    /// <returns>The same when it has ended already.</returns>
    public AccountingConnection Disconnect(DateTimeOffset now) => !IsActive ? this : this with
    {
        Status = AccountingConnectionStatus.Disconnected,
        Fault = null,
        UpdatedAt = now,
    };

    /// <summary>Opens the page that connects for its full time again; the caller makes a new token, so that the old address ends.</summary>
    public AccountingConnection RenewLink(DateTimeOffset now) => IsActive
        ? this with { LinkUntil = now + LinkLifetime, LinkUsedAt = null, UpdatedAt = now }
        : throw StepRefused("It was disconnected. Make a new one with POST /v1/accounting_connections.");

    /// <summary>Refuses what only a connected one can do.</summary>
    public void RequireConnected()
    {
        if (Status != AccountingConnectionStatus.Connected)
        {
            throw StepRefused(Status switch
            {
                AccountingConnectionStatus.PendingAuth => "The accounting system is not connected yet. Open connection_url first.",
                AccountingConnectionStatus.Deauthorized => "The accounting system does not accept the connection any more. Open connection_url to allow it again.",
                _ => "It was disconnected. Make a new one with POST /v1/accounting_connections.",
            });
        }
    }

    private static RefusedException StepRefused(string why) => new(Refusal.AccountingConnectionStepRefused, $"The accounting connection does not allow this. {why}");
}

/// <summary>Where an accounting connection stands. The words are the Accounting dialect's <c>status</c>.</summary>
public enum AccountingConnectionStatus
{
    /// <summary>The business's user has not agreed yet.</summary>
    PendingAuth,

    /// <summary>It works, or is tried again by itself.</summary>
    Connected,

    /// <summary>The system does not take it any more; the user has to agree again.</summary>
    Deauthorized,

    /// <summary>Ended by the business.</summary>
    Disconnected,
}

/// <summary>What keeps a connection from working.</summary>
/// <param name="Message">In the system's own words where there are some; never a secret.</param>
/// <param name="Code">The system's own code; null when it has none.</param>
public sealed record AccountingConnectionFault(AccountingFault Fault, string Message, string? Code, DateTimeOffset At)
{
    /// <summary>What happened and what a person can do next.</summary>
    public string Text => $"{Message.TrimEnd()} {Fault.Hint()}";
}

/// <summary>Names an accounting connection.</summary>
public readonly record struct AccountingConnectionId(Guid Value)
{
    /// <summary>A fresh id that sorts by <paramref name="now"/>.</summary>
    public static AccountingConnectionId New(DateTimeOffset now) => new(Guid.CreateVersion7(now));

    /// <summary>As the Accounting dialect writes it: the bare uuid.</summary>
    public override string ToString() => $"{Value}";
}
