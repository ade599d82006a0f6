using Quittance.Domain.Accounting;
using Quittance.Server.Hosting;
using Quittance.Server.Jobs;
using Quittance.Server.Storage;

namespace Quittance.Server.Accounting;

/// <summary>Reads the books of a connection: what can be chosen from, then page by page what was made or changed there.</summary>
internal sealed class PullBooks(Database database, ServerOptions options, TimeProvider clock)
{
    private const int PlaceMax = 1000;

    // What a person does over there may have ended these; a look at the books is the time to see.
    private static readonly AccountingFault[] Mended =
        [AccountingFault.LedgerAccountMissing, AccountingFault.TaxRateMissing, AccountingFault.PeriodClosed, AccountingFault.NotFound];

    // What was refused while the books as a whole could not be read.
    private static readonly AccountingFault[] WithTheBooks = [AccountingFault.Rejected, AccountingFault.Forbidden];

    /// <summary>The company, its accounts and its tax rates.</summary>
    public async Task<SyncStep> ReadBooksAsync(SyncRun run, CancellationToken cancel)
    {
        var company = StrangersText.Of(await run.CallAsync((system, access, limited) => system.GetCompanyAsync(access, limited), cancel));
        if (run.Connection.Company is { } known && known.Id != company.Id)
        {
            throw new AccountingException(
                AccountingFault.NotConfigured, $"The credentials open the books of {company.Name} now, not those of {known.Name} that the connection is for.");
        }

        var accounts = await run.CallAsync((system, access, limited) => system.ListLedgerAccountsAsync(access, limited), cancel);
        var rates = await run.CallAsync((system, access, limited) => system.ListTaxRatesAsync(access, limited), cancel);

        await using var session = await database.OpenAsync(run.Job.Organization, cancel);
        if (await session.AccountingSyncs.LockConnectedAsync(run.Id, cancel) is null || !await session.HoldsJobAsync(run.Job, cancel))
        {
            return new SyncStep.Lost();
        }

        var now = clock.GetUtcNow();
        var connection = run.Connection with { Company = company };
        await session.LedgerAccounts.PutAllAsync(connection, accounts, now, cancel);
        await session.TaxRates.PutAllAsync(connection, rates, now, cancel);
        if (company != run.Connection.Company)
        {
            await session.AccountingSyncs.SetCompanyAsync(run.Id, company, cancel);
        }

        await session.AccountingSyncs.EnterPhaseAsync(run.Id, SyncPhase.Changes, null, cancel);
        await session.CommitAsync(cancel);
        return new SyncStep.Go(SyncPhase.Changes);
    }

    /// <summary>One page of changes; after the last one the books have been read.</summary>
    public async Task<SyncStep> ReadChangesAsync(SyncRun run, CancellationToken cancel)
    {
        var place = await PlaceAsync(run, cancel);
        var page = Checked(await run.CallAsync((system, access, limited) => system.ListChangesAsync(access, place, limited), cancel), place);

        await using var session = await database.OpenAsync(run.Job.Organization, cancel);
        if (await session.AccountingSyncs.LockConnectedAsync(run.Id, cancel) is not { } state)
        {
            return new SyncStep.Lost();
        }

        var now = clock.GetUtcNow();
        await session.AccountingObjects.PutAsync(run.Connection, page, now, cancel);
        await session.CompareAsync(run.Id, page, now, cancel);
        if (!await session.HoldsJobAsync(run.Job, cancel))
        {
            return new SyncStep.Lost();
        }

        await session.AccountingSyncs.SetPlaceAsync(run.Id, page.Place ?? place, cancel);
        if (page.HasMore)
        {
            await session.AccountingSyncs.ProgressAsync(run.Id, page.Vendors.Count + page.Bills.Count + page.Payments.Count, null, cancel);
        }
        else
        {
            await session.AccountingSyncs.SetPulledAsync(run.Id, now, now + options.AccountingSync, cancel);
            await session.AccountingRecords.TryAgainAsync(run.Id, state.Failures > 0 ? [.. Mended, .. WithTheBooks] : Mended, now, cancel);
            await session.AccountingSyncs.EnterPhaseAsync(run.Id, SyncPhase.Push, await session.AccountingRecords.CountPendingAsync(run.Id, now, cancel), cancel);
        }

        await session.CommitAsync(cancel);
        return new SyncStep.Go(page.HasMore ? SyncPhase.Changes : SyncPhase.Push);
    }

    private async Task<string?> PlaceAsync(SyncRun run, CancellationToken cancel)
    {
        await using var session = await database.OpenAsync(run.Job.Organization, cancel);
        return (await session.AccountingSyncs.GetAsync(run.Id, cancel)).Place;
    }

    // What a system says is a stranger's: it has to fit our columns, and a list that does not move would be read for ever.
    private static RemoteChanges Checked(RemoteChanges page, string? before)
    {
        if (page.HasMore && page.Place == before)
        {
            throw new AccountingException(AccountingFault.BadAnswer, "The accounting system says that there is more, but gives the same page again.");
        }

        if (page.Place?.Length > PlaceMax || page.Place?.Contains('\0', StringComparison.Ordinal) == true)
        {
            throw new AccountingException(AccountingFault.BadAnswer, "The accounting system's place in its list is too long to keep, or not text.");
        }

        var references = page.Vendors.Select(vendor => vendor.Reference).Concat(page.Bills.Select(bill => bill.Reference)).Concat(page.Payments.Select(payment => payment.Reference));
        return references.All(StrangersText.IsReference) && page.Deleted.All(gone => StrangersText.IsId(gone.Id))
            ? page
            : throw new AccountingException(AccountingFault.BadAnswer, "The accounting system lists an object whose id or version is empty, too long or not text.");
    }
}
