using Quittance.Domain.Accounting;
using Quittance.Server.Storage;

namespace Quittance.Server.Accounting;

/// <summary>Gives what a connection's system is called with: the secrets opened, the access token valid.</summary>
/// <remarks>
/// Tokens are exchanged by one server at a time, with no database transaction open meanwhile: the right to do it is taken in a commit, the
/// system is asked, and the new tokens are stored and the right given back in one commit. A server that dies in between loses the right when
/// its time is over; the next one tries the tokens that are stored, which systems accept for a while after they were exchanged.
/// </remarks>
internal sealed class OpenAccounting(Database database, AccountingSystems systems, TimeProvider clock)
{
    /// <summary>An access token that ends sooner is exchanged first.</summary>
    public static readonly TimeSpan ValidityMin = TimeSpan.FromMinutes(2);

    /// <summary>How long a server has for the exchange before another may take it over.</summary>
    public static readonly TimeSpan Claim = TimeSpan.FromMinutes(1);

    /// <summary>How long a system has to exchange tokens; well within the claim.</summary>
    private static readonly TimeSpan RefreshTimeMax = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private static readonly Actor Actor = new("accounting");

    /// <returns>Null when the connection is not connected: then there is nothing to do for it.</returns>
    /// <param name="refused">The access token that the system has just refused, so that it is exchanged however long it should hold.</param>
    /// <exception cref="AccountingException">The tokens could not be exchanged now; when they never can, the connection is deauthorized by this.</exception>
    public async Task<OpenedAccounting?> RunAsync(OrganizationId organization, AccountingConnectionId id, string? refused, CancellationToken cancel)
    {
        var giveUpAt = clock.GetUtcNow() + Claim + RefreshTimeMax;
        while (clock.GetUtcNow() < giveUpAt)
        {
            if (await ReadAsync(organization, id, cancel) is not { } found)
            {
                return null;
            }

            var (opened, stored) = found;
            if (opened.System is not IAuthorizedByUser authorized || IsGood(stored, refused))
            {
                return opened;
            }

            var now = clock.GetUtcNow();
            var claim = now + Claim;
            if (stored.Tokens is { } tokens && await ClaimAsync(organization, id, tokens, claim, now, cancel))
            {
                await RefreshAsync(organization, opened, authorized, tokens, claim, cancel);
            }
            else
            {
                await Task.Delay(Pause, clock, cancel); // Another server is about it.
            }
        }

        throw new AccountingException(AccountingFault.Unavailable, "The access token was being exchanged for too long.");
    }

    /// <summary>Calls the system; should it refuse the access token, the token is exchanged and the call made once more.</summary>
    /// <param name="opened">What <see cref="RunAsync"/> gave.</param>
    /// <exception cref="AccountingException">
    /// <see cref="AccountingFault.Deauthorized"/> when it refuses the new token, too, or when the connection has ended meanwhile.
    /// </exception>
    public async Task<T> CallAsync<T>(
        OpenedAccounting opened, Func<IAccountingSystem, AccountingAccess, CancellationToken, Task<T>> call, CancellationToken cancel)
    {
        try
        {
            return await call(opened.System, opened.Access, cancel);
        }
        catch (AccountingException refused) when (refused.Fault == AccountingFault.CredentialsRefused && opened.System is IAuthorizedByUser)
        {
            var again = await RunAsync(opened.Organization, opened.Connection.Id, opened.Access.AccessToken, cancel)
                ?? throw new AccountingException(AccountingFault.Deauthorized, refused.Message, refused.Code, inner: refused);
            opened.Access = again.Access;
        }

        try
        {
            return await call(opened.System, opened.Access, cancel);
        }
        catch (AccountingException refused) when (refused.Fault == AccountingFault.CredentialsRefused)
        {
            throw new AccountingException(AccountingFault.Deauthorized, refused.Message, refused.Code, inner: refused);
        }
    }

    private bool IsGood(StoredAccountingAccess stored, string? refused) =>
        stored.Tokens is { } tokens && tokens.Access != refused && stored.AccessTokenUntil - clock.GetUtcNow() >= ValidityMin;

    private async Task<(OpenedAccounting Opened, StoredAccountingAccess Stored)?> ReadAsync(OrganizationId organization, AccountingConnectionId id, CancellationToken cancel)
    {
        await using var session = await database.OpenAsync(organization, cancel);
        var connection = await session.AccountingConnections.GetAsync(id, cancel);
        if (connection is not { Status: AccountingConnectionStatus.Connected, Platform: { } platform } || await session.AccountingSecrets.FindAsync(id, cancel) is not { } stored)
        {
            return null;
        }

        var system = systems.Of(platform);
        var access = new AccountingAccess(id.Value, stored.BusinessName, system.Profile.WithDefaults(connection.Settings), stored.Secrets, stored.Tokens?.Access);
        return (new OpenedAccounting(organization, connection, system, access), stored);
    }

    /// <summary>Takes the right to exchange these very tokens: whoever waited for another server finds that it has been done.</summary>
    private async Task<bool> ClaimAsync(
        OrganizationId organization, AccountingConnectionId id, AccountingTokens tokens, DateTimeOffset until, DateTimeOffset now, CancellationToken cancel)
    {
        await using var session = await database.OpenAsync(organization, cancel);
        if (!await session.AccountingSecrets.ClaimAsync(id, until, now, cancel) || (await session.AccountingSecrets.FindAsync(id, cancel))?.Tokens != tokens)
        {
            return false;
        }

        await session.CommitAsync(cancel);
        return true;
    }

    private async Task RefreshAsync(
        OrganizationId organization, OpenedAccounting opened, IAuthorizedByUser authorized, AccountingTokens tokens, DateTimeOffset claim, CancellationToken cancel)
    {
        AccountingGrant grant;
        try
        {
            grant = await AccountingCall.WithinAsync(RefreshTimeMax, clock, limited => authorized.RefreshAsync(tokens.Refresh, limited), cancel);
        }
        catch (AccountingException failure)
        {
            await using var giveUp = await database.OpenAsync(organization, CancellationToken.None);
            await giveUp.AccountingSecrets.ReleaseAsync(opened.Connection.Id, claim, CancellationToken.None);
            if (failure.Fault == AccountingFault.Deauthorized)
            {
                var now = clock.GetUtcNow();
                var masked = opened.Access with { Secrets = new Dictionary<string, string> { ["refresh"] = tokens.Refresh } };
                await giveUp.DeauthorizeAccountingAsync(Actor, opened.Connection.Id, AccountingSystems.FaultOf(failure, masked, now), now, CancellationToken.None);
            }

            await giveUp.CommitAsync(CancellationToken.None);
            throw;
        }

        // The old refresh token may be spent by now: what came for it is stored even if whoever asked is gone.
        await using var session = await database.OpenAsync(organization, CancellationToken.None);
        if (await session.AccountingSecrets.RotateTokensAsync(opened.Connection.Id, grant, claim, CancellationToken.None))
        {
            await session.CommitAsync(CancellationToken.None);
        }
    }
}

/// <summary>A connection that can be worked with.</summary>
internal sealed class OpenedAccounting(OrganizationId organization, AccountingConnection connection, IAccountingSystem system, AccountingAccess access)
{
    public OrganizationId Organization => organization;

    /// <summary>As it was when it was opened.</summary>
    public AccountingConnection Connection => connection;

    public IAccountingSystem System => system;

    /// <summary>What the next call is made with; another token after <see cref="OpenAccounting.CallAsync"/> had to exchange it.</summary>
    public AccountingAccess Access { get; set; } = access;
}
