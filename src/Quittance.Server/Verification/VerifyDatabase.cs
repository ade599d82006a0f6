using Npgsql;
using Quittance.Server.Storage;

namespace Quittance.Server.Verification;

/// <summary>Walks a whole database and checks every invariant that Quittance relies on. Changes nothing.</summary>
internal static class VerifyDatabase
{
    /// <summary>In the order in which they are told: first what the others build on.</summary>
    private static readonly IReadOnlyList<IDatabaseCheck> Checks =
    [
        new RowLevelSecurity(),
        new AuditChains(),
        new InvoiceTotals(),
        new InvoiceLines(),
        new InvoiceCodings(),
        new ApprovalSlots(),
        new TransactionTotals(),
        new TransactionDocuments(),
        new PaymentOrders(),
        new MirroredConnections(),
        new MirroredInvoices(),
        new MirroredTransactions(),
        new PartyNames(),
        new ArchivedBusinesses(),
        new ConnectionSides(),
        new DirectoryEntries(),
        new DueJobs(),
        new PaymentWork(),
        new IntakeWork(),
        new AccountingRecords(),
        new SealedValues(),
    ];

    /// <param name="tell">Hears what is being checked, for whoever waits.</param>
    public static async Task<IReadOnlyList<CheckResult>> RunAsync(
        NpgsqlDataSource owner, MasterKeys masters, TimeProvider clock, Action<string> tell, CancellationToken cancel)
    {
        tell("checking migrations");
        var migrations = await MigrationsAsync(owner, cancel);
        if (!migrations.Ok)
        {
            return [migrations]; // The other checks know this program's schema only.
        }

        using var secrets = new SecretBox(masters, clock);
        await using var snapshot = await Snapshot.TakeAsync(owner, masters, secrets, clock, cancel);
        var results = new List<CheckResult> { migrations };
        foreach (var check in Checks)
        {
            tell($"checking {check.Name}");
            var faults = new Faults();
            await check.RunAsync(snapshot, faults, cancel);
            results.Add(new CheckResult(check.Name, faults.Texts));
        }

        return results;
    }

    private static async Task<CheckResult> MigrationsAsync(NpgsqlDataSource owner, CancellationToken cancel)
    {
        try
        {
            var pending = await Migrator.PendingAsync(owner, cancel);
            return new CheckResult("migrations", [.. pending.Select(file => $"{file} is not applied")]);
        }
        catch (MigrationException unfit)
        {
            return new CheckResult("migrations", [unfit.Message]);
        }
    }
}
