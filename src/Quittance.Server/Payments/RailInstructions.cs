using Quittance.Domain.Payments;
using Quittance.Server.Storage;

namespace Quittance.Server.Payments;

internal static class RailInstructions
{
    /// <summary>What the rail is told of a transaction, account numbers in the clear.</summary>
    public static async Task<RailInstruction> InstructionOfAsync(this TenantSession session, Transaction transaction, CancellationToken cancel)
    {
        var orders = await session.PaymentOrders.OfTransactionAsync(transaction.Id, cancel);
        return new RailInstruction(
            transaction.Id,
            transaction.Type,
            transaction.Amount,
            orders.Count > 0 ? orders[0].ClearingSpeed : ClearingSpeed.Standard,
            transaction.InstructedAt ?? transaction.CreatedAt,
            await session.PaymentMethodSecrets.OpenForRailAsync(transaction.SourceId, cancel),
            await session.PaymentMethodSecrets.OpenForRailAsync(transaction.DestinationId, cancel),
            transaction.DestinationOptions?.Check,
            [.. orders.Select(order => order.NoteToSelf).OfType<string>()]);
    }
}
