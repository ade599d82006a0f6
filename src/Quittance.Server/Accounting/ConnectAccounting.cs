using Quittance.Domain;
using Quittance.Domain.Accounting;
using Quittance.Domain.Businesses;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Accounting;

/// <summary>Connects a business's books with what the system's form asks for. The system is asked before anything is stored.</summary>
internal sealed class ConnectAccounting(Database database, Idempotency idempotency, AccountingSystems systems, TimeProvider clock)
{
    /// <summary>A person waits for the answer.</summary>
    public static readonly TimeSpan TimeMax = TimeSpan.FromSeconds(30);

    /// <param name="fields">By name, as the profile has them.</param>
    /// <param name="link">The <c>connection_url</c> that the caller comes with and that is spent by it; null for a caller who needs none.</param>
    /// <exception cref="RefusedException">The system did not take them; the refusal has its own words.</exception>
    public async Task<AccountingConnectionView> RunAsync(
        Caller caller, BusinessId business, AccountingConnectionId id, string platform, IReadOnlyDictionary<string, string?> fields, Token? link, CancellationToken cancel)
    {
        var system = systems.Require(platform, "platform");
        var key = system.Profile.Platform;
        if (system is IAuthorizedByUser)
        {
            throw new RefusedException(
                Refusal.InvalidInput, "Validation failed.", new FieldFault("platform", $"{system.Profile.Name} takes no credentials: its user has to agree at connection_url"));
        }

        var read = AccountingFields.Read(system.Profile, fields);
        var access = await OpenAsync(caller, business, id, key, link, system, read, cancel);
        var company = await AskAsync(system, access, cancel);
        return await idempotency.OnceAsync(caller, new { operation = nameof(ConnectAccounting), business, id, key, read.Settings, read.Secrets }, async session =>
        {
            var proven = new ProvenAccounting(key, read.Settings, read.Secrets, null, company);
            return await AccountingConnectionView.OfAsync(session, await session.ConnectAccountingAsync(caller.Actor, id, business, proven, link, clock.GetUtcNow(), cancel), cancel);
        }, cancel);
    }

    private async Task<AccountingAccess> OpenAsync(
        Caller caller, BusinessId business, AccountingConnectionId id, string platform, Token? link, IAccountingSystem system, AccountingFields read, CancellationToken cancel)
    {
        await using var session = await database.OpenAsync(caller.Organization, caller.Businesses, cancel);
        var connection = await session.AccountingConnections.GetAsync(id, business, cancel);
        connection.RequireConnectable(platform);
        if (link is not null)
        {
            connection.RequireLink(clock.GetUtcNow());
        }

        var owner = await session.Businesses.GetAsync(business, cancel);
        return new AccountingAccess(id.Value, owner.Business.Name, system.Profile.WithDefaults(read.Settings), read.Secrets, null);
    }

    private async Task<AccountingCompany> AskAsync(IAccountingSystem system, AccountingAccess access, CancellationToken cancel)
    {
        try
        {
            return StrangersText.Of(await AccountingCall.WithinAsync(TimeMax, clock, limited => system.GetCompanyAsync(access, limited), cancel));
        }
        catch (AccountingException failure)
        {
            var message = AccountingSystems.MessageOf(failure, access);
            throw new RefusedException(Refusal.AccountingSystemRefused, message, new FieldFault(AccountingFields.Suspect(system.Profile, failure.Fault), message));
        }
    }
}

/// <summary>What a system has just accepted.</summary>
/// <param name="Grant">The user's consent; null for a system that takes credentials.</param>
internal sealed record ProvenAccounting(
    string Platform, IReadOnlyDictionary<string, string> Settings, IReadOnlyDictionary<string, string> Secrets, AccountingGrant? Grant, AccountingCompany Company)
{
    /// <summary>Never a secret.</summary>
    public override string ToString() => Platform;
}
