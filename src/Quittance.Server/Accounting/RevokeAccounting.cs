using Quittance.Domain.Accounting;
using Quittance.Server.Jobs;
using Quittance.Server.Storage;

namespace Quittance.Server.Accounting;

/// <summary>Gives the consent of a connection that was ended back to its system; its tokens are kept until that is done or given up, and no longer.</summary>
internal sealed partial class RevokeAccounting(Database database, AccountingSystems systems, TimeProvider clock, ILogger<RevokeAccounting> log)
{
    public const string JobKind = "revoke_accounting";

    /// <summary>With the waits between them about half a day; the user can end the consent over there, too.</summary>
    private const int FailuresMax = 10;

    private static readonly TimeSpan RevokeTimeMax = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan FirstWait = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan WaitMax = TimeSpan.FromHours(4);

    public async Task<JobResult> RunAsync(Job job, CancellationToken cancel)
    {
        var id = new AccountingConnectionId(job.SubjectId);
        if (await FindAsync(job, id, cancel) is not { } left)
        {
            return await ForgetAsync(job, id, cancel);
        }

        if (job.Failures >= FailuresMax)
        {
            LogGivenUp(log, left.Platform, id);
            return await ForgetAsync(job, id, cancel);
        }

        try
        {
            if (systems.Of(left.Platform) is IAuthorizedByUser authorized)
            {
                await AccountingCall.WithinAsync(RevokeTimeMax, clock, async limited =>
                {
                    await authorized.RevokeAsync(left.Access, left.RefreshToken, limited);
                    return true;
                }, cancel);
            }
        }
        catch (AccountingException ended) when (ended.Fault is AccountingFault.Deauthorized or AccountingFault.CredentialsRefused)
        {
            // The system has forgotten the consent already.
        }
        catch (AccountingException failure)
        {
            return new JobResult.Failed(clock.GetUtcNow() + WaitAfter(job.Failures, failure.RetryAfter), $"{failure.Fault}");
        }

        return await ForgetAsync(job, id, cancel);
    }

    /// <summary>What is to be given back; null when nothing is, or when it must not be.</summary>
    private async Task<Consent?> FindAsync(Job job, AccountingConnectionId id, CancellationToken cancel)
    {
        await using var session = await database.OpenAsync(job.Organization, cancel);
        if (await session.AccountingConnections.GetAsync(id, cancel) is not { Status: AccountingConnectionStatus.Disconnected, Platform: { } platform, Company: { } company } connection
            || await session.AccountingSecrets.FindAsync(id, cancel) is not { Tokens: { } tokens } stored)
        {
            return null;
        }

        // A system may end every consent of the company with one: whoever has connected it again since then would lose the new one.
        var again = await session.AccountingConnections.FindAsync(AccountingConnectionStore.CompanyKind, AccountingConnectionStore.CompanyHash(platform, company.Id), cancel);
        return again is null
            ? new Consent(platform, new AccountingAccess(id.Value, stored.BusinessName, connection.Settings, stored.Secrets, tokens.Access), tokens.Refresh)
            : null;
    }

    private async Task<JobResult> ForgetAsync(Job job, AccountingConnectionId id, CancellationToken cancel)
    {
        await using var session = await database.OpenAsync(job.Organization, cancel);
        await session.AccountingSecrets.ForgetTokensAsync(id, cancel);
        if (await session.FinishJobAsync(job, cancel))
        {
            await session.CommitAsync(cancel);
        }

        return new JobResult.Done();
    }

    private static TimeSpan WaitAfter(int failures, TimeSpan? asked)
    {
        var wait = FirstWait * Math.Pow(2, failures);
        return asked > wait ? asked.Value : wait < WaitMax ? wait : WaitMax;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Platform} could not be told that connection {Connection} has ended; its user can end it there")]
    private static partial void LogGivenUp(ILogger log, string platform, AccountingConnectionId connection);

    private sealed record Consent(string Platform, AccountingAccess Access, string RefreshToken)
    {
        /// <summary>Never a token.</summary>
        public override string ToString() => Platform;
    }
}
