using Quittance.Domain;
using Quittance.Domain.Payments;
using Quittance.Server.Storage;

namespace Quittance.Server.Payments;

internal static class PaymentMethodDefaults
{
    /// <summary>Makes a method its business's default or not, within a session that holds the business.</summary>
    /// <param name="source">Whether the business pays from it where nothing else is said; null leaves that as it is.</param>
    /// <param name="destination">Whether the business is paid to it where nothing else is said; null leaves that as it is.</param>
    public static async Task PutDefaultsAsync(
        this TenantSession session, PaymentMethodId id, bool? source, bool? destination, DateTimeOffset now, CancellationToken cancel)
    {
        if (source is null && destination is null)
        {
            return;
        }

        var method = await session.PaymentMethods.GetAsync(id, cancel);
        RequireDefaultable(method, source == true, destination == true);
        if (source is { } isSource && isSource != method.IsDefaultSource)
        {
            await session.DefaultPaymentMethods.SetAsync(method.BusinessId, isSource ? id : null, asSource: true, asDestination: false, now, cancel);
        }

        if (destination is { } isDestination && isDestination != method.IsDefaultDestination)
        {
            await session.DefaultPaymentMethods.SetAsync(method.BusinessId, isDestination ? id : null, asSource: false, asDestination: true, now, cancel);
        }
    }

    private static void RequireDefaultable(PaymentMethod method, bool source, bool destination)
    {
        if ((source || destination) && method.IsFrozen)
        {
            throw new RefusedException(Refusal.PaymentMethodUnusable, $"Payment method {method.Id} is frozen, so nothing is paid over it where nothing else is said.");
        }

        var faults = new List<FieldFault>();
        if (source && !method.CanBeSource)
        {
            faults.Add(new FieldFault("defaultSource", "money cannot come from a payment method of this kind"));
        }

        if (destination && !method.CanBeDestination)
        {
            faults.Add(new FieldFault("defaultDestination", "money cannot go to a payment method of this kind"));
        }

        if (faults.Count > 0)
        {
            throw new RefusedException(Refusal.InvalidInput, "Validation failed.", faults);
        }
    }
}
