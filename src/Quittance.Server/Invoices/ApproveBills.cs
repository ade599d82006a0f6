using Quittance.Domain;
using Quittance.Domain.Invoices;
using Quittance.Server.Approvals;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Invoices;

/// <summary>What became of one of several that were asked for at once, each by itself.</summary>
/// <param name="Id">Null when it was not done.</param>
/// <param name="Error">Why it was not done; null when it was.</param>
internal sealed record BulkOutcome(InvoiceId? Id, string? ForeignId, string? Error);

/// <summary>Approves bills one by one; one that is refused leaves the others alone.</summary>
internal sealed class ApproveBills(ApproveBill approve, GetBill get)
{
    /// <summary>The most that may be asked for at once.</summary>
    public const int CountMax = 100;

    public async Task<IReadOnlyList<BulkOutcome>> RunAsync(
        Caller caller, IReadOnlyList<(string Invoice, string User, string? Text)> approvals, CancellationToken cancel)
    {
        var outcomes = new List<BulkOutcome>();
        foreach (var (position, (invoice, user, text)) in approvals.Index())
        {
            outcomes.Add(await TryAsync(null, async () =>
            {
                await approve.RunAsync(Keyed(caller, position), invoice, user, text, cancel);
                return await get.RunAsync(caller, invoice, OutcomeOfAsync, cancel);
            }));
        }

        return outcomes;

        async Task<BulkOutcome> OutcomeOfAsync(TenantSession session, InvoiceId id) => new(id, (await session.InvoicePlans.FindAsync(id, cancel))?.ForeignId, null);
    }

    /// <summary>Does one of several; what is refused is told in its place.</summary>
    public static async Task<BulkOutcome> TryAsync(string? foreignId, Func<Task<BulkOutcome>> one)
    {
        try
        {
            return await one();
        }
        catch (RefusedException refused)
        {
            var faults = refused.Fields.Count == 0 ? "" : $" {string.Join("; ", refused.Fields.Select(fault => $"{fault.Field}: {fault.Message}"))}";
            return new BulkOutcome(null, foreignId, $"{refused.Message}{faults}");
        }
    }

    /// <summary>The caller with a key for one of several, so that each is done once.</summary>
    public static Caller Keyed(Caller caller, int position) => caller.IdempotencyKey is { } key ? caller with { IdempotencyKey = $"{key} #{position}" } : caller;
}
