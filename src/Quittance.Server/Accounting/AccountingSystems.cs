using Quittance.Connectors;
using Quittance.Domain;
using Quittance.Domain.Accounting;

namespace Quittance.Server.Accounting;

/// <summary>The accounting systems that this server knows.</summary>
internal sealed class AccountingSystems(ConnectorCatalog catalog)
{
    private const int MessageMax = 500;

    /// <summary>Those that a user can choose: one that sends its users to its own page needs the operator's application there.</summary>
    public IReadOnlyList<IAccountingSystem> Usable => [.. catalog.AccountingSystems.Where(system => system is not IAuthorizedByUser { IsConfigured: false })];

    /// <exception cref="RefusedException">There is no such system, or this server cannot use it.</exception>
    /// <param name="field">Where the caller named it.</param>
    public IAccountingSystem Require(string platform, string field) => Find(platform) switch
    {
        null => throw Wrong(field, $"is none of {string.Join(", ", Usable.Select(system => system.Profile.Platform))}"),
        IAuthorizedByUser { IsConfigured: false } => throw Wrong(field, $"{Find(platform)!.Profile.Name} is not set up on this server: its operator has to register an application with it"),
        var system => system,
    };

    /// <summary>The system of a key or of another word for it that the published contract has; null when there is none.</summary>
    public IAccountingSystem? Find(string platform) => catalog.FindAccountingSystem(platform)
        ?? (platform == "quickbooks" ? catalog.FindAccountingSystem("quickbooks_online") : null);

    /// <summary>The system of a stored connection.</summary>
    /// <exception cref="AccountingException">This version of the server does not have it.</exception>
    public IAccountingSystem Of(string platform) => catalog.FindAccountingSystem(platform)
        ?? throw new AccountingException(AccountingFault.NotConfigured, $"This server has no accounting system {platform}.");

    /// <summary>What a failure says, fit to be stored and shown: a system may repeat in its answer the password that it was called with.</summary>
    /// <param name="access">What it was called with; null when it was not called.</param>
    public static string MessageOf(AccountingException failure, AccountingAccess? access)
    {
        var message = StrangersText.Of(failure.Message);
        foreach (var secret in (access?.Secrets.Values ?? []).Append(access?.AccessToken).OfType<string>().Where(secret => secret.Length > 0))
        {
            message = message.Replace(secret, "***", StringComparison.Ordinal);
        }

        return message.Length > MessageMax ? $"{message[..MessageMax]}…" : message;
    }

    /// <inheritdoc cref="MessageOf"/>
    public static AccountingConnectionFault FaultOf(AccountingException failure, AccountingAccess? access, DateTimeOffset now) =>
        new(failure.Fault, MessageOf(failure, access), StrangersText.Of(failure.Code), now);

    private static RefusedException Wrong(string field, string message) => new(Refusal.InvalidInput, "Validation failed.", new FieldFault(field, message));
}
