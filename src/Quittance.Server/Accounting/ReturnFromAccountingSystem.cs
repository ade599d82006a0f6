using Quittance.Domain;
using Quittance.Domain.Accounting;
using Quittance.Domain.Businesses;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Accounting;

/// <summary>Takes a user back from the system's own page: exchanges what they bring for tokens, asks whose books these are, and connects.</summary>
internal sealed class ReturnFromAccountingSystem(Database database, AccountingSystems systems, TimeProvider clock)
{
    /// <param name="callback">The query parameters of the return.</param>
    /// <param name="redirectUri">The address that they return at.</param>
    /// <returns>Null for a consent that is not known, is over or was used.</returns>
    public async Task<ReturnedFromAccountingSystem?> RunAsync(
        Token state, IReadOnlyDictionary<string, string> callback, Uri redirectUri, string? requestId, CancellationToken cancel)
    {
        if (await SpendAsync(state, cancel) is not { } spent)
        {
            return null;
        }

        var (link, consent) = (spent.Link, spent.Consent);
        AccountingAccess? access = null;
        try
        {
            var system = systems.Of(consent.Platform);
            var grant = await AccountingCall.WithinAsync(
                ConnectAccounting.TimeMax, clock, limited => ((IAuthorizedByUser)system).ExchangeAsync(callback, redirectUri, consent.Verifier.Text, limited), cancel);
            access = new AccountingAccess(
                consent.ConnectionId.Value, spent.BusinessName, system.Profile.WithDefaults(grant.Settings), new Dictionary<string, string>(), grant.AccessToken);
            var company = StrangersText.Of(await AccountingCall.WithinAsync(ConnectAccounting.TimeMax, clock, limited => system.GetCompanyAsync(access, limited), cancel));
            await StoreAsync(spent, new ProvenAccounting(consent.Platform, grant.Settings, new Dictionary<string, string>(), grant, company), requestId, cancel);
            return new ReturnedFromAccountingSystem(link, null);
        }
        catch (AccountingException failure)
        {
            return new ReturnedFromAccountingSystem(link, AccountingSystems.MessageOf(failure, access));
        }
        catch (RefusedException refused)
        {
            return new ReturnedFromAccountingSystem(link, refused.Message); // The books of another company, as a rule.
        }
    }

    private async Task StoreAsync(Spent spent, ProvenAccounting proven, string? requestId, CancellationToken cancel)
    {
        await using var session = await database.OpenAsync(spent.Organization, cancel);
        var actor = new Actor("connection_url", requestId);
        await session.ConnectAccountingAsync(actor, spent.Consent.ConnectionId, spent.Business, proven, spent.Link, clock.GetUtcNow(), cancel);
        await session.CommitAsync(cancel);
    }

    /// <summary>A consent serves once, whatever the exchange comes to: the code that came with it does so too (RFC 6749, section 4.1.2).</summary>
    private async Task<Spent?> SpendAsync(Token state, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        AccountingConnectionPlace? place;
        await using (var anyone = await database.OpenAsync(OrganizationId.New(now), cancel))
        {
            place = await anyone.AccountingConnections.FindAsync(AccountingConsentStore.StateKind, state.Hash, cancel);
        }

        if (place is null)
        {
            return null;
        }

        await using var session = await database.OpenAsync(place.Organization, cancel);
        if (await session.AccountingConsents.FindOpenAsync(place.Id, cancel) is not { } consent)
        {
            return null;
        }

        await session.AccountingConsents.SpendAsync(consent.Id, now, cancel);
        var connection = await session.AccountingConnections.GetAsync(consent.ConnectionId, cancel);
        var business = await session.Businesses.GetAsync(connection.BusinessId, cancel);
        var link = await session.AccountingConnections.LinkAsync(connection.Id, cancel);
        await session.CommitAsync(cancel);
        return consent.ExpiresAt > now && connection.IsLinkOpenAt(now) ? new Spent(place.Organization, connection.BusinessId, business.Business.Name, link, consent) : null;
    }

    private sealed record Spent(OrganizationId Organization, BusinessId Business, string BusinessName, Token Link, AccountingConsent Consent);
}

/// <summary>What became of a user's consent.</summary>
/// <param name="Link">Their <c>connection_url</c>: the way back.</param>
/// <param name="Problem">Why it did not come to a connection; null when it did.</param>
internal sealed record ReturnedFromAccountingSystem(Token Link, string? Problem);
