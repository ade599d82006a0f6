using Quittance.Domain;
using Quittance.Domain.Invoices;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Invoices;

/// <summary>What became of one of several that were asked for at once, each by itself.</summary>
/// <param name="Id">Null when it was not done.</param>
/// <param name="Error">Why it was not done; null when it was.</param>
internal sealed record BulkOutcome(InvoiceId? Id, string? ForeignId, string? Error)
{
    /// <summary>The most that may be asked for at once.</summary>
    public const int CountMax = 100;

    /// <summary>Does one of several; what is refused is told in its place.</summary>
    public static async Task<BulkOutcome> OfAsync(string? foreignId, Func<Task<BulkOutcome>> one)
    {
        try
        {
            return await one();
        }
        catch (RefusedException refused)
        {
            return new BulkOutcome(null, foreignId, ErrorOf(refused));
        }
    }

    /// <summary>A refusal as it is told of one of several, with its faults.</summary>
    public static string ErrorOf(RefusedException refused) => refused.Fields.Count == 0
        ? refused.Message
        : $"{refused.Message} {string.Join("; ", refused.Fields.Select(fault => $"{fault.Field}: {fault.Message}"))}";

    /// <summary>One that was done.</summary>
    public static async Task<BulkOutcome> DoneAsync(TenantSession session, InvoiceId id, CancellationToken cancel) =>
        new(id, (await session.InvoicePlans.FindAsync(id, cancel))?.ForeignId, null);

    /// <summary>The caller with a key for one of several, so that each is done once.</summary>
    public static Caller Keyed(Caller caller, int position) => caller.IdempotencyKey is { } key ? caller with { IdempotencyKey = $"{key} #{position}" } : caller;
}
